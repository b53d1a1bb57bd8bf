import { Type } from '@sinclair/typebox'
import { verdictKinds } from '../judge.js'

const closed = { additionalProperties: false }
const texts = (description: string) => Type.Array(Type.String(), { description })
const count = (description: string) => Type.Integer({ minimum: 0, description })
const milliseconds = (description: string) => Type.Number({ minimum: 0, description })

const BrokenRule = Type.Object(
  {
    rule: Type.String({ description: 'The id of the rule, as in docs/drill.md.' }),
    message: Type.String({ description: 'What the app did, in one sentence.' }),
    calls: Type.Array(count('The place of a request in `journal`, from 0.'), {
      description: 'The requests that show it.',
    }),
  },
  closed,
)

const CaseReport = Type.Object(
  {
    id: Type.String({
      description: 'What --case takes: its number, or 17.3 for one that goes deeper than 17.',
    }),
    target: Type.String({ description: 'What failed, like `POST /v1/connect/airbnb #2`.' }),
    failure: Type.String({ description: 'The id of the failure; of two, both with + between them.' }),
    text: Type.String({ description: 'The failure in words.' }),
    verdict: Type.String({ enum: [...verdictKinds], description: 'What the case came to.' }),
    broken: Type.Array(BrokenRule, { description: 'The rules that the app broke.' }),
    allowed: Type.Array(BrokenRule, { description: 'The rules that it broke and may break.' }),
    exitCode: Type.Union([Type.Integer(), Type.Null()], {
      description: 'How the test ended; null when it was stopped.',
    }),
    durationMs: milliseconds('How long the test took.'),
    faults: Type.Array(Type.Object({}), {
      description: 'The faults that make the failure, as POST /_mock/faults takes them.',
    }),
    journal: texts('The requests in the order in which they came, a line for each, 60 at most.'),
    output: Type.String({ description: 'The end of what the test wrote, unless it passed.' }),
  },
  closed,
)

/** The form of a report as JSON. */
export const DrillReportSchema = Type.Object(
  {
    version: Type.Literal(1, { description: 'The version of this form.' }),
    subject: Type.String({ description: 'The command or function that was drilled.' }),
    seed: Type.String({ description: 'What chose the cases where not all were run.' }),
    passed: Type.Boolean({ description: 'Whether no rule is broken and nothing hangs.' }),
    isComplete: Type.Boolean({ description: 'Whether all cases have run.' }),
    rehearsal: Type.Object(
      {
        calls: texts('The calls of the test without a failure, in their order.'),
        differences: texts('How the calls of two rehearsals differ.'),
        durationMs: milliseconds('How long the longer rehearsal took.'),
      },
      closed,
    ),
    counts: Type.Object(
      {
        planned: count('Cases that were chosen.'),
        run: count('Cases that have run.'),
        pruned: count('Cases that were left out, because they equal others.'),
        ...Object.fromEntries(verdictKinds.map((kind) => [kind, count(`Cases that are ${kind}.`)])),
      },
      closed,
    ),
    cases: Type.Array(CaseReport, { description: 'The cases in the order of the plan.' }),
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A report of repull-mock drill',
    ...closed,
  },
)
