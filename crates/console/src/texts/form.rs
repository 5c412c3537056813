//! What stands at forms.

super::texts! {
    /// The words at every form.
    FormTexts {
        save: "保存", "Save";
        missing: "请填写", "Please fill in";
        unreadable: "无法识别所填内容", "What was typed cannot be read";
        refused: "未能保存", "Not saved";
        overtaken: "打开表单后内容已被他人修改，请核对最新内容后再保存", "Somebody changed this since the form was opened; check it and save again";
        remove: "删除", "Remove";
        new_row: "新增", "New";
        choose: "请选择", "Choose";
        not_allowed: "您的岗位无权进行此操作", "Your role may not do this";
    }
}
