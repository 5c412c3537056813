//! Why a file was not taken, with every bad row.

use proto::directory::BadCell;
use proto::{Class, Rejection};
use sheets::{LIMITS, SheetProblem};
use types::Sentence;

use super::File;
use crate::refusal::Refusal;

/// Rows that cannot be taken; nothing was.
pub(super) fn bad_cells(file: &File, bad: Vec<BadCell>, sheet: Option<&str>) -> Refusal {
    let count = bad.len();
    let (problems, them) = if count == 1 {
        ("problem", "it")
    } else {
        ("problems", "them")
    };
    Rejection::new(
        Class::Refused,
        "import.refused",
        format!("文件有{count}处问题，一行也没有导入；请逐条改正后重新导入"),
        format!("the file has {count} {problems} and no row was taken; put {them} right and import it again"),
    )
    .with("import", file.import.as_str())
    .with("file", file.name.as_str())
    .with("sheet", serde_json::json!(sheet))
    .with("bad", serde_json::json!(bad))
    .into()
}

/// A file that cannot be taken apart.
pub(super) fn unread(problem: &SheetProblem, file: &File) -> Refusal {
    let refused = |code, zh: String, en: String| {
        Rejection::new(Class::Refused, code, zh, en).with("file", file.name.as_str())
    };
    let rejection = match problem {
        SheetProblem::LongRows(lines) => return bad_cells(file, long_rows(lines), None),
        SheetProblem::NotText { byte, line } => refused(
            "import.not_text",
            format!("文件第{line}行（第{byte}字节起）的编码无法识别，请另存为XLSX或“CSV UTF-8”后重新导入"),
            format!(
                "the file's encoding cannot be told on line {line}, from byte {byte} on; save it as XLSX or CSV UTF-8"
            ),
        )
        .with("byte", *byte)
        .with("line", *line),
        SheetProblem::OldFormat => refused(
            "import.old_format",
            "文件是旧版Excel格式（.xls）或带有密码，请去掉密码，另存为XLSX后重新导入".to_owned(),
            "the workbook has the old .xls format or a password; save it as XLSX without a password".to_owned(),
        ),
        SheetProblem::Damaged(reason) => refused(
            "import.damaged",
            "工作簿已损坏，无法打开，请重新保存后再导入".to_owned(),
            "the workbook is damaged and cannot be opened; save it anew".to_owned(),
        )
        .with("reason", reason.as_str()),
        SheetProblem::Empty => refused(
            "import.empty",
            "文件没有数据行：须有一行列名，其后每行一条".to_owned(),
            "the file holds no rows: one row names the columns, each row below it is one entry".to_owned(),
        ),
        SheetProblem::TooLarge => refused(
            "import.too_large",
            format!("文件超过{}行或内容过大，请分成几个文件导入", LIMITS.rows),
            format!(
                "the file holds more than {} rows, or too much in them; import it in parts",
                LIMITS.rows
            ),
        )
        .with("rows", LIMITS.rows),
    };
    rejection.into()
}

fn long_rows(lines: &[u32]) -> Vec<BadCell> {
    let limit = LIMITS.row_bytes;
    let bad = |line: &u32| BadCell {
        line: *line,
        column: String::new(),
        reason: Sentence::new(
            format!("一行超过{limit}字节，是否缺少右引号"),
            format!("the row holds more than {limit} bytes; is a closing quote missing?"),
        ),
    };
    lines.iter().map(bad).collect()
}
