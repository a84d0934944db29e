//! What a font file calls itself, for the faces that a box chose by itself.

/// Platforms whose names are UTF-16.
const UNICODE: u16 = 0;
const WINDOWS: u16 = 3;
/// Numbers of the names that stand for a family: the typographic one before the one for four styles.
const FAMILIES: [u16; 2] = [16, 1];
/// Longer names are damage.
const LONGEST: usize = 200;

/// The family's name in a font file; `None` where there is none that can be read.
pub(super) fn family(file: &[u8], face: u32) -> Option<String> {
    let start = match file.get(..4)? {
        b"ttcf" => u32_at(file, 12 + 4 * usize::try_from(face).ok()?)? as usize,
        _ => 0,
    };
    let tables = usize::from(u16_at(file, start.checked_add(4)?)?);
    let table = (0..tables).map(|index| start + 12 + index * 16).find(|at| file.get(*at..*at + 4) == Some(b"name"))?;
    let names = file.get(u32_at(file, table + 8)? as usize..)?;
    let texts = names.get(usize::from(u16_at(names, 4)?)..)?;
    let records = usize::from(u16_at(names, 2)?);
    let name = |wanted: u16| {
        (0..records).find_map(|index| {
            let at = 6 + index * 12;
            let (platform, number) = (u16_at(names, at)?, u16_at(names, at + 6)?);
            let (length, from) = (usize::from(u16_at(names, at + 8)?), usize::from(u16_at(names, at + 10)?));
            if number != wanted || !matches!(platform, UNICODE | WINDOWS) || length > LONGEST {
                return None;
            }
            let units =
                texts.get(from..from + length)?.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<String, _>>().ok().filter(|name| !name.is_empty())
        })
    };
    FAMILIES.into_iter().find_map(name)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}
