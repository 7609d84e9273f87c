//! The command `rondje`: see [`rondje::cli`].

fn main() -> std::process::ExitCode {
    rondje::cli::main()
}
