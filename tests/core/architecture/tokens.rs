//! A lexer for Rust that keeps names and punctuation and drops comments and literals.

/// A name, or one punctuation mark (`::` counts as one).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
    /// Whether it belongs to an item with `#[cfg(test)]`.
    pub test: bool,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub fn is_name(&self) -> bool {
        self.text.starts_with(is_name_start)
    }
}

fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_name_part(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The tokens of a file.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
    };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    mark_tests(&mut tokens);
    tokens
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
}

impl Lexer {
    fn peek(&self, offset: usize) -> char {
        self.chars.get(self.at + offset).copied().unwrap_or('\0')
    }

    fn advance(&mut self) -> char {
        let c = self.peek(0);
        self.line += usize::from(c == '\n');
        self.at += 1;
        c
    }

    fn next(&mut self) -> Option<Token> {
        while self.at < self.chars.len() {
            let line = self.line;
            let token = |text: String| {
                Some(Token {
                    text,
                    line,
                    test: false,
                })
            };
            match (self.peek(0), self.peek(1)) {
                ('/', '/') => while self.at < self.chars.len() && self.advance() != '\n' {},
                ('/', '*') => self.block_comment(),
                ('"', _) => self.string(),
                ('\'', _) => self.character_or_lifetime(),
                (':', ':') => {
                    self.at += 2;
                    return token("::".into());
                }
                (c, _) if is_name_start(c) => {
                    let name = self.name();
                    if !self.literal_after(&name) {
                        return token(name);
                    }
                }
                (c, _) if c.is_ascii_digit() => while is_name_part(self.advance_if_part()) {},
                (c, _) if c.is_whitespace() => {
                    self.advance();
                }
                (c, _) => {
                    self.advance();
                    return token(c.to_string());
                }
            }
        }
        None
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while is_name_part(self.peek(0)) {
            name.push(self.advance());
        }
        name
    }

    /// Consumes the next character if it can belong to a number, else returns a space.
    fn advance_if_part(&mut self) -> char {
        if is_name_part(self.peek(0)) {
            self.advance()
        } else {
            ' '
        }
    }

    /// Consumes the literal that a prefix such as `b` or `r` begins.
    fn literal_after(&mut self, prefix: &str) -> bool {
        let raw = matches!(prefix, "r" | "br" | "cr");
        let hashes = (0..).take_while(|&i| self.peek(i) == '#').count();
        match self.peek(if raw { hashes } else { 0 }) {
            '"' if raw => self.raw_string(hashes),
            '"' if matches!(prefix, "b" | "c") => self.string(),
            '\'' if prefix == "b" => self.character_or_lifetime(),
            _ => return false,
        }
        true
    }

    fn raw_string(&mut self, hashes: usize) {
        self.at += hashes + 1;
        while self.at < self.chars.len() {
            if self.advance() == '"' && (0..hashes).all(|i| self.peek(i) == '#') {
                self.at += hashes;
                return;
            }
        }
    }

    fn string(&mut self) {
        self.advance();
        while self.at < self.chars.len() {
            match self.advance() {
                '\\' => {
                    self.advance();
                }
                '"' => return,
                _ => {}
            }
        }
    }

    fn character_or_lifetime(&mut self) {
        self.advance();
        if self.peek(0) != '\\' && self.peek(1) != '\'' {
            self.name();
            return;
        }
        while self.at < self.chars.len() {
            match self.advance() {
                '\\' => {
                    self.advance();
                }
                '\'' => return,
                _ => {}
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.advance();
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                return;
            }
        }
    }
}

/// Marks the items that follow `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn mark_tests(tokens: &mut [Token]) {
    let mut at = 0;
    while at < tokens.len() {
        let texts: Vec<&str> = tokens[at..].iter().take(6).map(|t| &t.text[..]).collect();
        let only_tests = texts.starts_with(&["#", "[", "cfg", "(", "test", ")"])
            || texts.starts_with(&["#", "[", "cfg", "(", "all", "("])
                && tokens.get(at + 6).is_some_and(|t| t.is("test"));
        if !only_tests {
            at += 1;
            continue;
        }
        let end = end_of_item(tokens, at);
        tokens[at..end].iter_mut().for_each(|t| t.test = true);
        at = end;
    }
}

/// The index behind the item that begins at `at` with its attributes: behind its `;` or its body.
fn end_of_item(tokens: &[Token], mut at: usize) -> usize {
    while at + 1 < tokens.len() && tokens[at].is("#") {
        at = closing(tokens, at + 1) + 1;
    }
    let is_use = tokens[at..].iter().take(4).any(|t| t.is("use"));
    while at < tokens.len() {
        match &tokens[at].text[..] {
            ";" => return at + 1,
            "{" if !is_use => return closing(tokens, at) + 1,
            "(" | "[" | "{" => at = closing(tokens, at),
            _ => {}
        }
        at += 1;
    }
    at
}

/// The index of the bracket that closes the one at `at`.
pub fn closing(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(at) {
        match &token.text[..] {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i;
        }
    }
    tokens.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn comments_and_literals_are_dropped() {
        let text = r##"
            /// [`crate::web`]
            a /* b /* c */ d */ "crate::e \" f" r#"g " h"# b"i" 'j' '\'' '\u{6b}' 1.5e3_f32 <'l> m
        "##;
        assert_eq!(texts(text), ["a", ".", "<", ">", "m"]);
    }

    #[test]
    fn paths_keep_their_lines() {
        let found = tokens("a\n\n::b");
        let lines: Vec<_> = found.iter().map(|t| (&t.text[..], t.line)).collect();
        assert_eq!(lines, [("a", 1), ("::", 3), ("b", 3)]);
    }

    #[test]
    fn test_items_are_marked() {
        let text = "
            #[cfg(test)] use a::{b, c};
            d
            #[cfg(test)] #[path = \"x\"] mod tests { fn e() { f } }
            #[cfg(any(test, feature = \"x\"))] mod g;
            #[cfg(test)] mod h;
            i";
        let code: Vec<_> = tokens(text).into_iter().filter(|t| !t.test).collect();
        let names: Vec<_> = code.iter().map(|t| &t.text[..]).collect();
        assert!(names.contains(&"d") && names.contains(&"g") && names.contains(&"i"));
        assert!(
            ["b", "e", "f", "h"]
                .iter()
                .all(|name| !names.contains(name))
        );
    }
}
