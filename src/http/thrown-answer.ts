import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CustomAnswer } from '../control/custom-answer.js'
import { contextOf } from './context.js'

/** The answer of a fault on its way to the one place that turns what was thrown into bytes. It is no error of the catalogue. */
export class ThrownAnswer extends Error {
  readonly answer: CustomAnswer

  constructor(answer: CustomAnswer) {
    super(`a fault answers with the status ${answer.status}`)
    this.answer = answer
  }
}

/** Answers a request with the bytes of a fault. */
export function sendCustomAnswer({ status, type, text }: CustomAnswer, reply: FastifyReply): void {
  reply.code(status)
  if (text === '') reply.send()
  else reply.type(type).send(text)
}

/** Sets the headers that a fault has for an answer, behind all that set the usual ones. */
export function setFaultHeaders(request: FastifyRequest, reply: FastifyReply): undefined {
  const headers = contextOf(request).fault?.respond.headers
  if (headers !== undefined) reply.headers(headers)
}
