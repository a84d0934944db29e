//! Tables of colours in .cube files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::base::{Failure, Reason, printable};

/// A table of 129 entries a side needs less than half of it.
const MOST_BYTES: u64 = 192 << 20;
const LARGEST_LINE: u32 = 65_536;
const LARGEST_CUBE: u32 = 129;
/// Further out, no table means a colour.
const MOST_VALUE: f32 = 1e4;

/// A table that gives a colour for a colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Lut {
    /// 1: a table for each channel; 3: one for all of them, red running fastest.
    pub dimensions: u8,
    /// Entries a side.
    pub size: u32,
    /// The colours that the first and the last entries stand for.
    pub domain: [[f32; 3]; 2],
    pub entries: Vec<[f32; 3]>,
}

/// Reads a .cube file: one- or three-dimensional, as Adobe defined it and Resolve writes it.
pub fn load_lut(path: &Path) -> Result<Lut, Failure> {
    let io = |error: std::io::Error| Failure::io("reading the table", path, &error);
    let mut bytes = Vec::new();
    File::open(path).map_err(io)?.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    let damaged =
        |why: &str| Failure::new(Reason::SourceDamaged, format!("{}: {}", printable::path(path), printable::text(why)));
    if bytes.len() as u64 > MOST_BYTES {
        return Err(damaged("is too large for a .cube table"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| damaged("is no .cube table: it is not text"))?;
    Lut::parse(text).map_err(|why| damaged(&why))
}

impl Lut {
    /// The table in the text of a .cube file, or one clause that says what is wrong with it and in which line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reading = Reading { shape: None, domain: [[0.0; 3], [1.0; 3]], entries: Vec::new() };
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            reading.line(line).map_err(|why| format!("line {}: {why}", number + 1))?;
        }
        let Some((dimensions, size)) = reading.shape else {
            return Err("is no .cube table: it has neither LUT_3D_SIZE nor LUT_1D_SIZE".to_owned());
        };
        let wanted = entries_of(dimensions, size);
        if reading.entries.len() < wanted {
            let has = reading.entries.len();
            return Err(format!("the table breaks off: it has {has} of {wanted} entries"));
        }
        if (0..3).any(|part| reading.domain[0][part] >= reading.domain[1][part]) {
            return Err("its DOMAIN_MIN is not below its DOMAIN_MAX".to_owned());
        }
        Ok(Self { dimensions, size, domain: reading.domain, entries: reading.entries })
    }
}

struct Reading {
    shape: Option<(u8, u32)>,
    domain: [[f32; 3]; 2],
    entries: Vec<[f32; 3]>,
}

impl Reading {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.by_ref().take(4).collect();
        match first {
            "TITLE" => Ok(()),
            "LUT_1D_SIZE" => self.sized(1, &rest),
            "LUT_3D_SIZE" => self.sized(3, &rest),
            "DOMAIN_MIN" => numbers(&rest).map(|numbers| self.domain[0] = numbers),
            "DOMAIN_MAX" => numbers(&rest).map(|numbers| self.domain[1] = numbers),
            "LUT_1D_INPUT_RANGE" | "LUT_3D_INPUT_RANGE" => {
                let [low, high] = numbers(&rest)?;
                self.domain = [[low; 3], [high; 3]];
                Ok(())
            }
            _ if first.starts_with(|letter: char| letter.is_ascii_alphabetic()) => {
                Err(format!("`{}` means nothing in a .cube table", short(first)))
            }
            _ => self.entry(&[&[first], rest.as_slice()].concat()),
        }
    }

    fn sized(&mut self, dimensions: u8, rest: &[&str]) -> Result<(), String> {
        let largest = if dimensions == 1 { LARGEST_LINE } else { LARGEST_CUBE };
        if self.shape.is_some() {
            return Err("a second size; tables with a shaper before them are not read".to_owned());
        }
        match rest {
            [size] => match size.parse().ok().filter(|size| (2..=largest).contains(size)) {
                Some(size) => {
                    self.shape = Some((dimensions, size));
                    Ok(())
                }
                None => Err(format!("found the size `{}`, expected a whole number from 2 to {largest}", short(size))),
            },
            _ => Err("a size is one number".to_owned()),
        }
    }

    fn entry(&mut self, words: &[&str]) -> Result<(), String> {
        let entry = numbers(words)?;
        let Some((dimensions, size)) = self.shape else {
            return Err("an entry stands before the table's size".to_owned());
        };
        let wanted = entries_of(dimensions, size);
        if self.entries.len() == wanted {
            return Err(format!("more than the {wanted} entries that the table should have"));
        }
        self.entries.push(entry);
        Ok(())
    }
}

fn entries_of(dimensions: u8, size: u32) -> usize {
    (size as usize).pow(u32::from(dimensions))
}

fn numbers<const COUNT: usize>(words: &[&str]) -> Result<[f32; COUNT], String> {
    if words.len() != COUNT {
        return Err(format!("found {} values, expected {COUNT} numbers", words.len()));
    }
    let mut numbers = [0.0; COUNT];
    for (number, word) in numbers.iter_mut().zip(words) {
        let value = word.parse::<f32>().ok().filter(|value| value.is_finite() && value.abs() <= MOST_VALUE);
        *number = value.ok_or_else(|| format!("found `{}`, expected a number", short(word)))?;
    }
    Ok(numbers)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
