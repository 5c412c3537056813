//! The package as its receiver opens it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use proto::claims::{
    ClaimKind, ClaimLine, Cover, DecidedLine, Decision, EarlierTry, LineKind, PackageContent, PackagedCheck,
    PackagedDocument, PackagedJudgement, PackagedMachine, PackagedOrder, PackagedPart, PackagedRepair, total,
};
use proto::directory::WarrantyTerms;
use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{Labour, PartExchange, ReportContent};
use proto::order::{OrderSubtype, OrderType};
use serde_json::Value;
use types::{Fen, Hash, Quantity, Sentence};

use super::*;

type Store = BTreeMap<Hash, Vec<u8>>;

fn attached(kind: DocumentKind, name: &str, target: DocumentTarget, bytes: &[u8]) -> PackagedDocument {
    PackagedDocument {
        document: Document {
            hash: Hash::of(&[bytes]),
            size: bytes.len() as u64,
            media_type: "image/jpeg".to_owned(),
            name: name.to_owned(),
            kind,
        },
        target,
    }
}

fn line(line: u16, kind: LineKind, code: &str, quantity: u32, price: i64) -> ClaimLine {
    ClaimLine {
        line,
        kind,
        code: code.to_owned(),
        description: format!("{code} 项"),
        quantity: Quantity(quantity),
        price: Fen(price),
        part: None,
    }
}

fn content(documents: Vec<PackagedDocument>) -> PackageContent {
    let lines = vec![
        line(1, LineKind::Labour, "29101", 150, 4_501),
        line(2, LineKind::Material, "4611-1234", 200, 18_305),
    ];
    PackageContent {
        claim: "2600017-2".parse().unwrap(),
        kind: ClaimKind::Failure,
        stem: "2600017_EC210BLC_EC210BLC30121_6310_动臂缸漏油_20260105".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        order: PackagedOrder {
            order: "2600017".parse().unwrap(),
            order_type: OrderType::FailureRepair,
            subtype: Some(OrderSubtype::Claimable),
            opened_at: "2026-01-05T08:00:00+08:00".parse().unwrap(),
            site: "下沙高教园区三标段".to_owned(),
            fault: "动臂无力 <b>".to_owned(),
            station: Some("HZ".parse().unwrap()),
            station_name: "杭州站".to_owned(),
        },
        machine: PackagedMachine {
            serial: Some("EC210BLC30121".parse().unwrap()),
            model: "EC210BLC".to_owned(),
            hours: Some(6310),
            customer: Some("钱江土石方工程队".to_owned().into()),
        },
        cover: Cover {
            day: "2026-01-05".parse().unwrap(),
            in_service: Some("2025-02-01".parse().unwrap()),
            terms: Some(WarrantyTerms {
                version: "2024-A".to_owned(),
                months: 12,
                hours: Some(8_000),
            }),
            extension: None,
            last_day: Some("2026-01-31".parse().unwrap()),
            hours: Some(6310),
            last_hour: Some(8_000),
            ended_by: None,
            explanation: Sentence::new("在保修期内", "under warranty"),
        },
        repair: PackagedRepair {
            at: "2026-01-05T16:55:00+08:00".parse().unwrap(),
            day: "2026-01-05".parse().unwrap(),
            engineer: Some("P301".parse().unwrap()),
            engineer_name: Some("沈立新".to_owned().into()),
            engineer_grade: Some(3),
        },
        report: ReportContent {
            hours: Some(6310),
            cause: Some("密封件老化".to_owned()),
            labour: Some(vec![Labour {
                code: Some("29101".to_owned()),
                description: "更换动臂缸密封".to_owned(),
                hours: Quantity(150),
            }]),
            ..ReportContent::default()
        },
        parts: vec![PackagedPart {
            line: 1,
            exchange: PartExchange {
                part_number: "4611-1234".to_owned(),
                name: "密封包".to_owned(),
                quantity: 2,
                old_serial: Some("SN-77".to_owned()),
                new_serial: Some("SN-912".to_owned()),
            },
        }],
        total: total(&lines),
        remarks: "补交照片".to_owned(),
        reason: "补齐照片后再次提交".to_owned(),
        documents,
        checked: vec![PackagedCheck {
            item: "photos".to_owned(),
            title: Sentence::new("照片齐全", "photos complete"),
            note: String::new(),
            by: Some("P601".parse().unwrap()),
            by_name: Some("何静".to_owned().into()),
        }],
        judgements: vec![PackagedJudgement {
            role: "claims_supervisor".to_owned(),
            reason: "属索赔范围".to_owned(),
            by: "P602".parse().unwrap(),
            by_name: "陆明".to_owned().into(),
        }],
        earlier: vec![EarlierTry {
            claim: "2600017-1".parse().unwrap(),
            number: Some("VC-5501".to_owned()),
            submitted_at: "2026-01-12T09:00:00+08:00".parse().unwrap(),
            total: total(&lines),
            decision: Decision::Rejected,
            decided: vec![DecidedLine {
                line: 2,
                approved: Fen(0),
                reason: "缺少旧件照片".to_owned(),
            }],
            approved: Fen(0),
            decided_at: "2026-01-20T09:00:00+08:00".parse().unwrap(),
            lines: lines.clone(),
        }],
        lines,
    }
}

fn sample() -> (PackageContent, Store) {
    let photos: [&[u8]; 2] = [b"\xff\xd8\xff the cylinder", b"\xff\xd8\xff the seal"];
    let documents = vec![
        attached(
            DocumentKind::PartPhoto,
            "旧件/正面.PNG",
            DocumentTarget::Part { line: 1 },
            photos[0],
        ),
        attached(
            DocumentKind::Photo,
            "IMG 1",
            DocumentTarget::Visit { visit: 1 },
            photos[1],
        ),
    ];
    let store = photos.map(|photo| (Hash::of(&[photo]), photo.to_vec()));
    (content(documents), Store::from(store))
}

fn build(content: &PackageContent, store: &Store) -> Result<Vec<u8>, PackageFailure> {
    let mut bytes = Vec::new();
    let open = |hash: &Hash| Ok(store.get(hash).map(Vec::as_slice));
    write_package(content, open, &mut bytes).map(|()| bytes)
}

fn unpacked(package: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.push((entry.name().unwrap().into_owned(), bytes));
    }
    files
}

// rule: CLM-6
#[test]
fn a_package_holds_claim_form_documents_and_the_hash_of_each() {
    let (content, store) = sample();
    let files = unpacked(build(&content, &store).unwrap());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "MANIFEST.json",
        "claim.html",
        "claim.json",
        "documents/01_part_photo_旧件_正面.jpg",
        "documents/02_photo_IMG_1.jpg",
    ];
    assert_eq!(names, expected);
    let manifest: Value = serde_json::from_slice(&files[0].1).unwrap();
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len() - 1);
    for (listed, (name, bytes)) in listed.iter().zip(&files[1..]) {
        assert_eq!(listed["path"], name.as_str());
        assert_eq!(listed["sha256"], Hash::of(&[bytes]).to_string());
    }
    assert_eq!(manifest["content"], Hash::of(&[&files[2].1]).to_string());
    assert_eq!(
        serde_json::from_slice::<PackageContent>(&files[2].1).unwrap(),
        content
    );
    assert_eq!(
        package_name(&content),
        "2600017_EC210BLC_EC210BLC30121_6310_动臂缸漏油_20260105.zip"
    );
}

// rule: CLM-6
#[test]
fn the_same_content_makes_the_same_bytes_and_they_change_only_when_that_is_meant() {
    let (content, store) = sample();
    let package = build(&content, &store).unwrap();
    assert_eq!(build(&content, &store).unwrap(), package);
    assert_eq!(
        Hash::of(&[&package]).short(),
        "8ca8f8ff27fe",
        "packages look different now: let that be meant"
    );
}

// rule: CLM-5
#[test]
fn the_form_says_all_of_the_claim_in_yuan_and_on_the_stations_wall_clock() {
    let (content, store) = sample();
    let files = unpacked(build(&content, &store).unwrap());
    let form = std::str::from_utf8(&files[1].1).unwrap();
    let said = [
        "2600017-2",
        "故障：保内可索赔",
        "2026-01-05 08:00",
        "杭州站 (HZ)",
        "EC210BLC30121",
        "6310",
        "在保修期内",
        "under warranty",
        "2024-A：12个月／8000小时",
        "沈立新 (P301) TCL3",
        "密封件老化",
        "SN-77",
        "SN-912",
        "45.01",
        "67.52",
        "183.05",
        "366.10",
        "433.62",
        "照片齐全",
        "何静 (P601)",
        "陆明 (P602)",
        "VC-5501",
        "属索赔范围",
        "缺少旧件照片",
        "2026-01-20 09:00",
        "documents/01_part_photo_旧件_正面.jpg",
        "换件第1行",
        "动臂无力 &#60;b&#62;",
    ];
    for said in said {
        assert!(form.contains(said), "{said}");
    }
    for outside in ["http:", "https:", "src=", "href=", "url(", "<script"] {
        assert!(!form.contains(outside), "{outside}");
    }
}

// rule: CLM-6
#[test]
fn a_package_without_one_of_its_documents_or_with_another_in_its_place_is_not_built() {
    let (content, mut store) = sample();
    let hash = content.documents[1].document.hash;
    store.insert(hash, b"\xff\xd8\xff the seal, retouched".to_vec());
    let failure = build(&content, &store).unwrap_err();
    assert!(matches!(failure, PackageFailure::Differs { hash: named, .. } if named == hash));
    store.remove(&hash);
    let failure = build(&content, &store).unwrap_err();
    assert!(
        matches!(failure, PackageFailure::Missing { hash: named, name } if named == hash && name == "IMG 1")
    );
}
