//! A WASI command: answers with its input in capitals, and with what it was told of the request.
use std::env;
use std::io::{self, Read, Write};

fn main() -> io::Result<()> {
    let mut input = String::new();
    io::stdin().read_to_string(&mut input)?;
    eprintln!("{} bytes came", input.len());
    let of = |name| env::var(name).unwrap_or_default();
    let mut out = io::stdout().lock();
    write!(out, "Status: 201 Created\nContent-Type: text/plain; charset=utf-8\nX-Greeting: {}\n\n", of("GREETING"))?;
    writeln!(out, "{} {}?{}", of("REQUEST_METHOD"), of("PATH_INFO"), of("QUERY_STRING"))?;
    writeln!(out, "{:?} {}", env::args().collect::<Vec<_>>(), of("HTTP_X_NAME"))?;
    write!(out, "{}", input.to_uppercase())
}
