//! Claims: drafts, review, judgement, submission and the manufacturer's answer.
