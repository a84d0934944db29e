//! The session: what becomes of an export when the person logs out, and what the terminal can show.

use std::path::Path;

use super::verb::Finding;

pub fn look(findings: &mut Vec<Finding>) {
    if Path::new("/run/systemd/system").is_dir() && kills_at_logout(&logind_settings()) && !lingers() {
        findings.push(Finding::warning(
            "this box ends all your processes when you log out (KillUserProcesses=yes), exports too".to_owned(),
            "run `loginctl enable-linger` once",
        ));
    }
    if !speaks_utf8() {
        findings.push(Finding::warning(
            "the locale is not UTF-8, so that the terminal UI's lines and bars may not show".to_owned(),
            "set LANG=C.UTF-8, or open it with `rushes --ascii`",
        ));
    }
}

/// Whether these settings of logind, in the order in which they are read, end a user's processes at logout. Where they say
/// nothing, Debian's and Ubuntu's builds leave processes alone.
pub fn kills_at_logout(settings: &[String]) -> bool {
    let lines = settings.iter().flat_map(|text| text.lines());
    let mut said =
        lines.filter_map(|line| line.trim().strip_prefix("KillUserProcesses")?.trim_start().strip_prefix('='));
    said.next_back().is_some_and(|value| matches!(value.trim().to_lowercase().as_str(), "yes" | "true" | "on" | "1"))
}

fn logind_settings() -> Vec<String> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let mut texts: Vec<String> = read(Path::new("/etc/systemd/logind.conf")).into_iter().collect();
    for folder in ["/usr/lib/systemd/logind.conf.d", "/run/systemd/logind.conf.d", "/etc/systemd/logind.conf.d"] {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        texts.extend(
            paths.iter().filter(|path| path.extension().is_some_and(|end| end == "conf")).filter_map(|path| read(path)),
        );
    }
    texts
}

fn lingers() -> bool {
    let user = std::env::var_os("USER").or_else(|| std::env::var_os("LOGNAME"));
    user.is_some_and(|user| Path::new("/var/lib/systemd/linger").join(user).exists())
}

/// The first of the three that is set decides, as in the C library.
fn speaks_utf8() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    set.is_some_and(|value| {
        let value = value.to_string_lossy().to_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}
