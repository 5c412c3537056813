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
    /// What axe-core finds on the page against the rules of WCAG 2.2 up to AA, or against what it holds to be good
    /// practice: each rule with where it is broken. Nothing on a good page.
    ///
    /// # Panics
    /// When it looks at nothing.
    #[must_use]
    pub fn barriers(&self) -> String {
        let axe =
            std::fs::read_to_string(project_file("tests/axe-core/axe.min.js")).expect("axe-core is here");
        self.done(self.wire.run(&axe, &json!([])));
        let judged = self.done(self.wire.run_until_told(RUN, &json!([])));
        let judged: Judged = serde_json::from_value(judged).expect("what axe-core says");
        assert!(judged.passed > 0, "axe-core looked at nothing: {judged:?}");
        let said = judged.violations.iter().map(|broken| {
            let Violation { id, help, nodes } = broken;
            format!("{id}: {help}\n  {}\n", nodes.join("\n  "))
        });
        said.collect()
    }
}
