import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OwnAnswer } from '../control/own-answer.js'
import { contextOf } from './context.js'

/** The answer of a fault on its way to the one place that turns what was thrown into bytes. It is no error of the catalogue. */
export class InjectedAnswer extends Error {
  readonly answer: OwnAnswer

  constructor(answer: OwnAnswer) {
    super(`a fault answers with the status ${answer.status}`)
    this.answer = answer
  }
}

/** Answers a request with the bytes of a fault. */
export function sendOwnAnswer({ status, type, text }: OwnAnswer, reply: FastifyReply): void {
  reply.code(status)
  if (text === '') reply.send()
  else reply.type(type).send(text)
}

/** Sets the headers that a fault has for an answer, behind all that set the usual ones. */
export function setOwnHeaders(request: FastifyRequest, reply: FastifyReply): undefined {
  const headers = contextOf(request).fault?.respond.headers
  if (headers !== undefined) reply.headers(headers)
}
