//! Words about who may come in.

use super::words;

words! {
    /// What is said about accounts and tokens.
    AccessWord;

    // After a command
    CodeGiven "{1} 的一次性登录码：{2}\n有效至 {3}，只显示这一次。" "One-time code of {1}: {2}\nGood until {3}; it is shown this once."
    Revoked "已收回 {1} 的密码、登录和令牌。" "Took away the password, sessions and tokens of {1}."
    Seated "{1} 的分机：{2}。" "{1} sits at extension {2}."
    Unseated "{1} 不再对应分机。" "{1} sits at no extension."
    TokenGiven "令牌 {1}：{2}\n只显示这一次。" "Token {1}: {2}\nIt is shown this once."
    // Lists
    NoAccounts "还没有人能登录。" "Nobody can sign in yet."
    NoTokens "没有令牌。" "No tokens."
    Person "人员" "person"
    Password "密码" "password"
    CodeUntil "登录码有效至" "code until"
    SignedIn "上次登录" "signed in"
    Sessions "在线" "sessions"
    Extension "分机" "extension"
    Name "用途" "name"
    Scopes "范围" "scopes"
    ActsFor "身份" "acts for"
    MadeBy "签发人" "made by"
    MadeAt "签发" "made"
    Yes "有" "yes"
}
