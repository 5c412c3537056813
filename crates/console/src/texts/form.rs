//! What stands at forms.

super::texts! {
    /// The words at every form.
    FormTexts {
        save: "保存", "Save";
        missing: "请填写", "Please fill in";
        unreadable: "无法识别所填内容", "What was typed cannot be read";
        refused: "未能保存", "Not saved";
        choose: "请选择", "Choose";
        not_allowed: "您的岗位无权进行此操作", "Your role may not do this";
    }
}
