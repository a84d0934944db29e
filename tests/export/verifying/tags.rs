//! Tags that say something else than was rendered, in the container or in the pictures.

use std::fs;

use rushes::export::receipt::path_for;
use rushes::export::verify::FaultKind;

use super::film::{Film, MOVING, seen, verdict};

#[test]
fn a_wrong_tag_is_found_on_either_side() {
    let film = Film::of(MOVING);
    for (words, kind) in [
        (&["-bsf:v", "h264_metadata=video_full_range_flag=1"][..], FaultKind::RangeTag),
        (&["-color_range", "pc"], FaultKind::RangeTag),
        (&["-bsf:v", "h264_metadata=matrix_coefficients=5"], FaultKind::MatrixTag),
        (&["-colorspace", "smpte170m"], FaultKind::MatrixTag),
        (&["-bsf:v", "h264_metadata=colour_primaries=9"], FaultKind::PrimariesTag),
        (&["-color_primaries", "bt2020"], FaultKind::PrimariesTag),
        (&["-bsf:v", "h264_metadata=transfer_characteristics=16"], FaultKind::TransferTag),
        (&["-color_trc", "smpte2084"], FaultKind::TransferTag),
    ] {
        let copy = film.through(&[&["-c", "copy"][..], words].concat());
        let found = seen(&copy);
        assert!(found.has(kind), "{words:?}: {:#?}", found.faults);
        assert!(!found.has(FaultKind::DamagedFrame), "{words:?}: {:#?}", found.faults);
        // Container and pictures contradict each other, which can be told without a receipt.
        fs::remove_file(path_for(&copy)).unwrap();
        assert!(verdict(&copy).has(kind), "{words:?}: {:#?}", verdict(&copy).faults);
    }
}

#[test]
fn a_file_without_a_receipt_is_never_called_right() {
    let film = Film::of(MOVING);
    fs::remove_file(path_for(&film.path)).unwrap();
    let found = verdict(&film.path);
    let kinds: Vec<_> = found.faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::NoReceipt], "{:#?}", found.faults);
}
