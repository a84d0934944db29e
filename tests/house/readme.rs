//! What the read-me says is what the program does.

use clap::CommandFactory;
use rushes::cli::arguments::Arguments;

fn readme() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

#[test]
fn its_keys_are_the_table_of_actions() {
    let readme = readme();
    let (_, rest) = readme.split_once("<!-- keys -->\n").expect("the section begins with <!-- keys -->");
    let (keys, _) = rest.split_once("<!-- /keys -->").expect("the section ends with <!-- /keys -->");
    let wanted = rushes::tui::keys_markdown();
    assert!(keys == wanted, "README.md: between <!-- keys --> and <!-- /keys --> belongs\n{wanted}");
}

#[test]
fn it_names_every_verb() {
    let readme = readme();
    for verb in Arguments::command().get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "status")
    {
        let name = verb.get_name();
        assert!(
            readme.contains(&format!("`rushes {name}")) || readme.contains(&format!("`{name}`")),
            "{name} is missing"
        );
    }
}
