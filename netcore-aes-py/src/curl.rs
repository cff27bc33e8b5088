//! The upload request as a `curl` command.

use netcore_aes_core::UploadRequest;

/// The request as a `curl` command for a POSIX shell, as in step 3 of the vendor's guide. It does not contain the API key:
/// the shell takes it from the variable `NETCORE_API_KEY`.
pub fn command(request: &UploadRequest) -> String {
    let mut command = format!("curl --location {}", quoted(request.url()));
    for (name, value) in request.headers() {
        let header = if name == "Authorization" {
            format!("\"{name}: Bearer $NETCORE_API_KEY\"")
        } else {
            quoted(&format!("{name}: {value}"))
        };
        command.push_str(" \\\n  --header ");
        command.push_str(&header);
    }
    command.push_str(" \\\n  --data ");
    command.push_str(&quoted(request.body()));
    command
}

/// A word in single quotes, in which the shell interprets nothing but the single quote itself.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
