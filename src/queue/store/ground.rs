//! On what kind of file system a folder lies: SQLite's log needs shared memory, which no network gives.

use std::path::{Path, PathBuf};

/// Why the queue can't lie in `folder`, in words; `None` where it can.
pub fn unfit(folder: &Path) -> Option<&'static str> {
    remote(folder)
}

/// The name of the network file system that `folder` lies on, if it is one.
pub fn remote(folder: &Path) -> Option<&'static str> {
    let magic = rustix::fs::statfs(folder).ok()?.f_type;
    // The kernel's numbers fit in 32 bits; some platforms hand them out sign-extended.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only the low 32 bits are the number")]
    let magic = magic as u64 as u32;
    name(magic, || mount_kind(folder))
}

/// What a file system's magic number says; FUSE is asked for the kind that its mount names.
pub fn name(magic: u32, kind: impl FnOnce() -> Option<String>) -> Option<&'static str> {
    match magic {
        0x6969 => Some("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x0102_1997 => Some("9P"),
        0x7375_7245 => Some("Coda"),
        0x5346_414f | 0x6b41_4653 => Some("AFS"),
        0x00c3_6400 => Some("Ceph"),
        0x0bd0_0bd0 => Some("Lustre"),
        0x6573_5546 => remote_fuse(&kind()?),
        _ => None,
    }
}

fn remote_fuse(kind: &str) -> Option<&'static str> {
    let remote = ["sshfs", "rclone", "s3fs", "glusterfs", "davfs", "gcsfuse", "curlftpfs", "cephfs", "smbnetfs"];
    remote.into_iter().find(|name| kind.contains(name))
}

/// The type that the mount table gives the mount under which `folder` lies.
fn mount_kind(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let table = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    table
        .lines()
        .filter_map(|line| {
            let (left, right) = line.split_once(" - ")?;
            let point = PathBuf::from(left.split(' ').nth(4)?.replace("\\040", " "));
            let kind = right.split(' ').next()?.to_owned();
            folder.starts_with(&point).then(|| (point.components().count(), kind))
        })
        .max_by_key(|(depth, _)| *depth)
        .map(|(_, kind)| kind)
}
