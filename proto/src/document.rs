//! Photos and papers: named by their content, kept beside the logs, never inside a frame (CLM-19, ORD-25).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Hash, Sentence};

/// What a document shows or says (CLM-19, ORD-25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 照片
    Photo,
    /// 旧件照片
    PartPhoto,
    /// 现场服务报告
    ServiceReport,
    /// 配件申领单
    PartsRequisition,
    /// 配件退库单
    ReturnSlip,
    /// 整机读数 (VCADS/Matris)
    MachineReadout,
    /// PFR 草稿
    PfrDraft,
    /// 合格证照片
    ConformityCertificate,
    /// 保养照片
    MaintenancePhoto,
    /// 维修历史
    RepairHistory,
    /// 索赔包
    ClaimPackage,
    /// 其他
    Other,
}

impl DocumentKind {
    pub const ALL: [Self; 12] = [
        Self::Photo,
        Self::PartPhoto,
        Self::ServiceReport,
        Self::PartsRequisition,
        Self::ReturnSlip,
        Self::MachineReadout,
        Self::PfrDraft,
        Self::ConformityCertificate,
        Self::MaintenancePhoto,
        Self::RepairHistory,
        Self::ClaimPackage,
        Self::Other,
    ];

    /// The kind as policy files and JSON write it, `part_photo`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (_, zh, en) = self.names();
        Sentence::new(zh, en)
    }

    /// Whether it is a photo, which belongs to one order only.
    #[must_use]
    pub const fn is_photo(self) -> bool {
        matches!(
            self,
            Self::Photo | Self::PartPhoto | Self::ConformityCertificate | Self::MaintenancePhoto
        )
    }

    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Photo => ("photo", "照片", "photo"),
            Self::PartPhoto => ("part_photo", "旧件照片", "photo of the part"),
            Self::ServiceReport => ("service_report", "现场服务报告", "service report"),
            Self::PartsRequisition => ("parts_requisition", "配件申领单", "parts requisition"),
            Self::ReturnSlip => ("return_slip", "配件退库单", "return slip"),
            Self::MachineReadout => ("machine_readout", "整机读数", "machine read-out"),
            Self::PfrDraft => ("pfr_draft", "PFR草稿", "PFR draft"),
            Self::ConformityCertificate => (
                "conformity_certificate",
                "合格证照片",
                "photo of the certificate of conformity",
            ),
            Self::MaintenancePhoto => ("maintenance_photo", "保养照片", "maintenance photo"),
            Self::RepairHistory => ("repair_history", "维修历史", "repair history"),
            Self::ClaimPackage => ("claim_package", "索赔包", "claim package"),
            Self::Other => ("other", "其他", "other"),
        }
    }
}

/// A document as a command or an event names it; the bytes lie in the document store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// SHA-256 of the content.
    pub hash: Hash,
    /// In bytes.
    pub size: u64,
    /// `image/jpeg`, by the content's first bytes.
    pub media_type: String,
    /// The file's name as its sender called it.
    pub name: String,
    pub kind: DocumentKind,
}

/// What of an order a document belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentTarget {
    /// The order as a whole.
    Order,
    /// One visit, counted from 1.
    Visit { visit: u32 },
    /// One replaced part of the report, by its line.
    Part { line: u16 },
}
