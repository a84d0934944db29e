//! What is kept of the frames: it comes out as it went in, and short or long it finds its film.

use std::fs;

use proptest::prelude::*;
use rushes::export::proof::{self, Kept, ProofReader, ProofRecord, ProofWriter};
use rushes::export::publish::{Policy, publish};
use rushes::export::receipt::{Receipt, path_for};
use rushes::export::store::{SIGNATURE_BYTES, Signature};
use rushes::project::model::OnExists;

use super::film::{Film, PAN, seen};

fn random(seed: &mut u64) -> Signature {
    let mut signature = [0; SIGNATURE_BYTES];
    for byte in &mut signature {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (*seed >> 56) as u8;
    }
    signature
}

/// The mean of a cell.
fn mean(signature: &Signature, cell: usize) -> u16 {
    u16::from_le_bytes([signature[cell * 2], signature[cell * 2 + 1]])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_goes_in_comes_out(frames in 0usize..150, sounds in 0usize..4, seed in any::<u64>()) {
        let mut seed = seed;
        let signatures: Vec<Signature> = (0..frames).map(|_| random(&mut seed)).collect();
        let records: Vec<Signature> = (0..sounds).map(|_| random(&mut seed)).collect();
        let mut writer = ProofWriter::begin(Vec::new()).unwrap();
        for (at, signature) in signatures.iter().enumerate() {
            if let Some(record) = records.get(at) {
                writer.sound(record).unwrap();
            }
            writer.frame(signature).unwrap();
        }
        for record in records.iter().skip(frames) {
            writer.sound(record).unwrap();
        }
        let packed = writer.finish().unwrap();
        let mut reader = ProofReader::open(&packed[..]).unwrap();
        let (mut shown, mut heard) = (Vec::new(), Vec::new());
        while let Some(record) = reader.next_record().unwrap() {
            match record {
                ProofRecord::Frame(signature) => shown.push(*signature),
                ProofRecord::Sound(record) => heard.push(*record),
            }
        }
        prop_assert_eq!(heard, records);
        prop_assert_eq!(shown.len(), frames);
        for (is, was) in shown.iter().zip(&signatures) {
            prop_assert_eq!(&is[288..], &was[288..]);
            for cell in 0..144 {
                // Means are kept in 16ths of a level.
                prop_assert!(mean(is, cell).abs_diff(mean(was, cell)) <= 8 || mean(was, cell) > 65_000);
            }
        }
        // Whatever is damaged is refused or comes out as something, and never panics.
        let mut broken = packed.clone();
        let at = (seed as usize) % broken.len();
        broken[at] ^= 0x55;
        if let Ok(mut reader) = ProofReader::open(&broken[..]) {
            while let Ok(Some(_)) = reader.next_record() {}
        }
    }
}

#[test]
fn a_long_proof_lies_beside_its_receipt_and_goes_with_its_film() {
    let film = Film::of(PAN);
    let mut receipt = Receipt::read(&path_for(&film.path)).unwrap();
    assert!(receipt.proof.as_ref().unwrap().inline.is_some(), "a short one is in the receipt");
    assert!(!proof::path_for(&film.path).exists());

    let output = film.desk.file("renders/long.mp4");
    let policy = Policy { on_exists: OnExists::Own, overwrite: false };
    let publish_with = |frames: usize, receipt: &mut Receipt| {
        let mut kept = Kept::begin(&output).unwrap();
        let mut seed = 9;
        for _ in 0..frames {
            kept.frame(&random(&mut seed)).unwrap();
        }
        receipt.proof = Some(kept.finish(Vec::new()).unwrap());
        let part = film.desk.file("renders/.part");
        fs::copy(&film.path, &part).unwrap();
        publish(&part, &output, policy, receipt).unwrap();
    };
    publish_with(6000, &mut receipt);
    let beside = proof::path_for(&output);
    let read = Receipt::read(&path_for(&output)).unwrap().proof.unwrap();
    assert!(read.inline.is_none() && beside.is_file());
    read.check(&beside).unwrap();
    let mut frames = 0;
    let mut reader = read.open(&beside).unwrap();
    while reader.next_frame().unwrap().is_some() {
        frames += 1;
    }
    assert_eq!(frames, 6000);
    assert!(seen(&output).has(rushes::export::verify::FaultKind::DamagedFrame), "it is not the film's");

    // One that was changed is worth nothing, and says so.
    let mut bytes = fs::read(&beside).unwrap();
    bytes[1000] ^= 1;
    fs::write(&beside, bytes).unwrap();
    assert!(seen(&output).has(rushes::export::verify::FaultKind::NoProof));

    // A shorter film under the same name leaves no stale proof behind.
    publish_with(10, &mut receipt);
    assert!(!beside.exists());
    let names: Vec<_> = fs::read_dir(film.desk.file("renders")).unwrap().flatten().map(|one| one.file_name()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
}
