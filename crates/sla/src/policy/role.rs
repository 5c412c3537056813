//! The roles people have at the dealer.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::Lang;

/// What somebody does at the dealer; decides what they may send and what they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Hotline operator 400座席.
    Operator,
    /// Hotline supervisor 400客服主管.
    HotlineSupervisor,
    /// Station manager 服务站站长.
    StationManager,
    /// Field engineer 服务工程师.
    FieldEngineer,
    /// Regional service director 区域服务总监.
    RegionalServiceDirector,
    /// Service director 服务总监: head office on the escalation ladder.
    ServiceDirector,
    /// Division manager 事业部经理.
    DivisionManager,
    /// Sales manager 销售经理.
    SalesManager,
    /// Sales director 销售总监.
    SalesDirector,
    /// Customer centre manager 客户中心经理.
    CustomerCentreManager,
    /// Claims staff 索赔支持.
    ClaimsStaff,
    /// Claims supervisor 索赔主管.
    ClaimsSupervisor,
    /// Warehouse keeper 旧件管理.
    WarehouseKeeper,
    /// General manager 总经理.
    GeneralManager,
    /// Finance 财务.
    Finance,
    /// Parts department 配件部.
    Parts,
    /// Retail marketing 零售市场部.
    Retail,
    /// Records staff 服务支持.
    RecordsStaff,
    /// Auditor 审计: reads everything, changes nothing.
    Auditor,
    /// Administrator 管理员: loads policies and the directory.
    Administrator,
    /// Service manager 服务经理: judges claims with the claims supervisor (CLM-20).
    ServiceManager,
}

/// Says that a text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no role {0:?}")]
pub struct UnknownRole(pub String);

impl Role {
    pub const ALL: [Self; 21] = [
        Self::Operator,
        Self::HotlineSupervisor,
        Self::StationManager,
        Self::FieldEngineer,
        Self::RegionalServiceDirector,
        Self::ServiceDirector,
        Self::DivisionManager,
        Self::SalesManager,
        Self::SalesDirector,
        Self::CustomerCentreManager,
        Self::ClaimsStaff,
        Self::ClaimsSupervisor,
        Self::WarehouseKeeper,
        Self::GeneralManager,
        Self::Finance,
        Self::Parts,
        Self::Retail,
        Self::RecordsStaff,
        Self::Auditor,
        Self::Administrator,
        Self::ServiceManager,
    ];

    /// The role as policy files and JSON write it, `station_manager`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    /// The role as a person reads it.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.names().1,
            Lang::En => self.names().2,
        }
    }

    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Operator => ("operator", "400座席", "hotline operator"),
            Self::HotlineSupervisor => ("hotline_supervisor", "400客服主管", "hotline supervisor"),
            Self::StationManager => ("station_manager", "服务站站长", "station manager"),
            Self::FieldEngineer => ("field_engineer", "服务工程师", "field engineer"),
            Self::RegionalServiceDirector => (
                "regional_service_director",
                "区域服务总监",
                "regional service director",
            ),
            Self::ServiceDirector => ("service_director", "服务总监", "service director"),
            Self::DivisionManager => ("division_manager", "事业部经理", "division manager"),
            Self::SalesManager => ("sales_manager", "销售经理", "sales manager"),
            Self::SalesDirector => ("sales_director", "销售总监", "sales director"),
            Self::CustomerCentreManager => (
                "customer_centre_manager",
                "客户中心经理",
                "customer centre manager",
            ),
            Self::ClaimsStaff => ("claims_staff", "索赔支持", "claims staff"),
            Self::ClaimsSupervisor => ("claims_supervisor", "索赔主管", "claims supervisor"),
            Self::WarehouseKeeper => ("warehouse_keeper", "旧件管理", "warehouse keeper"),
            Self::GeneralManager => ("general_manager", "总经理", "general manager"),
            Self::Finance => ("finance", "财务", "finance"),
            Self::Parts => ("parts", "配件部", "parts department"),
            Self::Retail => ("retail", "零售市场部", "retail marketing"),
            Self::RecordsStaff => ("records_staff", "服务支持", "records staff"),
            Self::Auditor => ("auditor", "审计", "auditor"),
            Self::Administrator => ("administrator", "管理员", "administrator"),
            Self::ServiceManager => ("service_manager", "服务经理", "service manager"),
        }
    }

    /// Other words the field uses for the role.
    const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Operator => &["座席", "400客服专员", "400支持", "客服专员"],
            Self::HotlineSupervisor => &["客服主管"],
            Self::StationManager => &["站长", "服务主管"],
            Self::FieldEngineer => &["工程师", "engineer"],
            Self::RegionalServiceDirector => &["区域总监"],
            Self::ServiceDirector => &["现场服务总监", "head_office"],
            Self::CustomerCentreManager => &["客户中心副经理"],
            Self::WarehouseKeeper => &["库管"],
            Self::Parts => &["配件", "配件物流"],
            Self::Administrator => &["admin"],
            Self::DivisionManager
            | Self::SalesManager
            | Self::SalesDirector
            | Self::ClaimsStaff
            | Self::ClaimsSupervisor
            | Self::GeneralManager
            | Self::Finance
            | Self::Retail
            | Self::RecordsStaff
            | Self::Auditor
            | Self::ServiceManager => &[],
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    /// Reads the code, the Chinese or the English name, in any letter case, with spaces, dashes or neither.
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
                .flat_map(char::to_lowercase)
                .collect()
        };
        let wanted = plain(text);
        Self::ALL
            .into_iter()
            .find(|role| {
                let (code, zh, en) = role.names();
                [code, zh, en]
                    .iter()
                    .chain(role.aliases())
                    .any(|name| plain(name) == wanted)
            })
            .ok_or_else(|| UnknownRole(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_from_its_code_and_from_either_name() {
        for role in Role::ALL {
            for text in [role.as_str(), role.name(Lang::Zh), role.name(Lang::En)] {
                assert_eq!(text.parse::<Role>().unwrap(), role, "{text}");
            }
            assert_eq!(
                serde_json::to_string(&role).unwrap(),
                format!("\"{}\"", role.as_str())
            );
        }
        assert_eq!("Station Manager".parse::<Role>().unwrap(), Role::StationManager);
        assert_eq!("站长".parse::<Role>().unwrap(), Role::StationManager);
        assert!("chauffeur".parse::<Role>().is_err());
    }
}
