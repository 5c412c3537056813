//! axe-core, which finds what people cannot use who see, hear or move otherwise.

use serde::Deserialize;
use serde_json::json;

use crate::browser::Window;
use crate::project_file;

const RUN: &str = "
const done = arguments[arguments.length - 1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  .then(({ passes, violations }) => done({
    passed: passes.length,
    violations: violations.map(({ id, help, nodes }) =>
      ({ id, help, nodes: nodes.map(({ html, failureSummary }) => html + '\\n    ' + failureSummary) })),
  }))
  .catch((failure) => done({ passed: 0, violations: [{ id: 'axe', help: String(failure), nodes: [] }] }));";

#[derive(Debug, Deserialize)]
struct Judged {
    passed: usize,
    violations: Vec<Violation>,
}

/// A rule that a page breaks, and where.
#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<String>,
}

impl Window<'_> {
    /// Has axe-core look at the page: the rules of WCAG 2.2 up to AA, and what axe-core holds to be good practice.
    ///
    /// # Panics
    /// When it finds something, with what and where.
    pub fn is_accessible(&self) {
        let axe =
            std::fs::read_to_string(project_file("tests/axe-core/axe.min.js")).expect("axe-core is here");
        self.done(self.wire.run(&axe, &json!([])));
        let judged = self.done(self.wire.run_until_told(RUN, &json!([])));
        let judged: Judged = serde_json::from_value(judged).expect("what axe-core says");
        assert!(judged.passed > 0, "axe-core looked at nothing: {judged:?}");
        let said: Vec<String> = judged
            .violations
            .iter()
            .map(|broken| format!("{}: {}\n  {}", broken.id, broken.help, broken.nodes.join("\n  ")))
            .collect();
        assert!(said.is_empty(), "{}\n{}", self.path(), said.join("\n"));
    }
}
