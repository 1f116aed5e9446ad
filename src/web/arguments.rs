//! Arguments from JavaScript, copied and checked before a method does anything.
//!
//! JavaScript may pass anything: NaN, a BigInt, a text of megabytes, an object that contains itself
//! or whose getters throw. [`parse`] makes the type of a method's argument of it, or refuses it with
//! a sentence. The code is "config-invalid" if one field is wrong, whose name begins the sentence,
//! and "request-invalid" if the argument as a whole is.
//!
//! Foreign properties are read only through functions that catch what a getter throws: an exception
//! that crosses the frames of Rust would run no destructor.

use std::fmt::{self, Display};

use js_sys::{
    Array, ArrayBuffer, Float32Array, JsString, Object, Reflect, Uint8Array, Uint8ClampedArray,
    Uint32Array,
};
use serde::de::value::SeqDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{Error, Result};

/// Objects and arrays within each other.
const DEEPEST: usize = 24;
/// Values in all, typed arrays counted as one.
const MOST_VALUES: usize = 100_000;
/// UTF-16 units of one text.
const LONGEST_TEXT: u32 = 500;
/// Elements of one typed array.
const LONGEST_ARRAY: u32 = 1 << 29;
/// Characters of a sentence about what was passed.
const LONGEST_SENTENCE: usize = 300;

/// Reads the argument that is called `name`.
///
/// # Errors
/// [`Error::Request`], or [`Error::Config`] for a field of it.
pub(super) fn parse<T: DeserializeOwned>(name: &str, argument: &JsValue) -> Result<T> {
    let value = Value::read(argument, &mut MOST_VALUES.clone(), 0);
    let parsed = value.and_then(T::deserialize);
    parsed.map_err(|problem| problem.of(name))
}

/// The fields of an argument, each read as an argument of its own.
pub(super) struct Arguments(Vec<(String, Value)>);

impl Arguments {
    /// Reads the argument that is called `name`, an object.
    ///
    /// # Errors
    /// [`Error::Request`].
    pub fn of(name: &str, argument: &JsValue) -> Result<Self> {
        match Value::read(argument, &mut MOST_VALUES.clone(), 0) {
            Ok(Value::Map(fields)) => Ok(Self(fields)),
            Ok(other) => Err(other.refused(&"an object").of(name)),
            Err(problem) => Err(problem.of(name)),
        }
    }

    /// The field `name`.
    ///
    /// # Errors
    /// As of [`parse`].
    pub fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T> {
        let place = self.0.iter().position(|(key, _)| key == name);
        let place = place.ok_or_else(|| Error::request(name, "it is missing."))?;
        let value = self.0.swap_remove(place).1;
        T::deserialize(value).map_err(|problem| problem.of(name))
    }
}

/// A value of JavaScript's, copied. Fields that are undefined are left out.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
    Floats(Vec<f32>),
    Integers(Vec<u32>),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Copies a value. `room` is the number of values that may follow.
    fn read(value: &JsValue, room: &mut usize, depth: usize) -> Result<Self, Problem> {
        take_room(room, 1)?;
        if let Some(number) = value.as_f64() {
            return Ok(Self::Number(number));
        }
        if let Some(truth) = value.as_bool() {
            return Ok(Self::Bool(truth));
        }
        if value.is_null() || value.is_undefined() {
            return Ok(Self::Null);
        }
        if value.is_string() {
            return text(value.unchecked_ref()).map(Self::Text);
        }
        if !value.is_object() {
            return Err(Problem::new("a BigInt, a symbol or a function is no data."));
        }
        if depth == DEEPEST {
            return Err(Problem::new(format!(
                "it nests more than {DEEPEST} deep, or contains itself."
            )));
        }
        if ArrayBuffer::is_view(value) {
            return Self::typed(value);
        }
        if value.is_instance_of::<Array>() {
            return Self::list(value, room, depth);
        }
        Self::map(value, room, depth)
    }

    fn typed(value: &JsValue) -> Result<Self, Problem> {
        // A length of the array's own could be a getter.
        let own =
            Reflect::get_own_property_descriptor(value.unchecked_ref::<Object>(), &"length".into());
        if !own.map_err(unreadable)?.is_undefined() {
            return Err(Problem::new(
                "a typed array with another length is no data.",
            ));
        }
        macro_rules! read_as {
            ($($class:ident => $variant:ident,)*) => {
                $(if let Some(array) = value.dyn_ref::<$class>() {
                    let length = array.length();
                    if length > LONGEST_ARRAY {
                        return Err(Problem::new(format!("it has more than {LONGEST_ARRAY} elements.")));
                    }
                    // One that was transferred away has none, and cannot be copied.
                    return Ok(Self::$variant(if length == 0 { Vec::new() } else { array.to_vec() }));
                })*
            };
        }
        read_as! {
            Uint8Array => Bytes,
            Uint8ClampedArray => Bytes,
            Float32Array => Floats,
            Uint32Array => Integers,
        }
        Err(Problem::new(
            "only typed arrays of the classes Uint8Array, Uint8ClampedArray, Uint32Array and Float32Array are read.",
        ))
    }

    fn list(value: &JsValue, room: &mut usize, depth: usize) -> Result<Self, Problem> {
        let length = Reflect::get(value, &"length".into()).map_err(unreadable)?;
        let length = length.as_f64().unwrap_or(0.0) as u32;
        take_room(room, length as usize)?;
        let mut list = Vec::with_capacity(length as usize);
        for place in 0..length {
            *room += 1;
            let item = Reflect::get_u32(value, place).map_err(unreadable)?;
            let item = Self::read(&item, room, depth + 1);
            list.push(item.map_err(|problem| problem.within(place))?);
        }
        Ok(Self::List(list))
    }

    fn map(value: &JsValue, room: &mut usize, depth: usize) -> Result<Self, Problem> {
        let prototype = Reflect::get_prototype_of(value).map_err(unreadable)?;
        let plain = Object::get_prototype_of(&Object::new());
        if !prototype.is_null() && prototype != plain {
            return Err(Problem::new("an object of a class is no plain data."));
        }
        let keys = Reflect::own_keys(value).map_err(unreadable)?;
        take_room(room, keys.length() as usize)?;
        let mut map = Vec::new();
        for key in keys.iter().filter(JsValue::is_string) {
            *room += 1;
            let name = text(key.unchecked_ref())?;
            let field = Reflect::get(value, &key).map_err(unreadable)?;
            if field.is_undefined() {
                continue;
            }
            let field = Self::read(&field, room, depth + 1);
            map.push((name.clone(), field.map_err(|problem| problem.within(name))?));
        }
        Ok(Self::Map(map))
    }

    fn refused(&self, expected: &dyn Expected) -> Problem {
        serde::de::Error::invalid_type(self.unexpected(), expected)
    }

    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(truth) => Unexpected::Bool(*truth),
            Self::Number(number) => Unexpected::Float(*number),
            Self::Text(text) => Unexpected::Str(text),
            Self::Bytes(_) => Unexpected::Other("a Uint8Array"),
            Self::Floats(_) => Unexpected::Other("a Float32Array"),
            Self::Integers(_) => Unexpected::Other("a Uint32Array"),
            Self::List(_) => Unexpected::Seq,
            Self::Map(_) => Unexpected::Map,
        }
    }
}

fn take_room(room: &mut usize, values: usize) -> Result<(), Problem> {
    let left = room.checked_sub(values);
    *room = left.ok_or_else(|| Problem::new(format!("it has more than {MOST_VALUES} values.")))?;
    Ok(())
}

fn text(value: &JsString) -> Result<String, Problem> {
    match value.length() {
        0..=LONGEST_TEXT => Ok(String::from(value)),
        length => Err(Problem::new(format!(
            "a text of {length} characters is too long; at most {LONGEST_TEXT} are read."
        ))),
    }
}

/// Whatever a getter threw is not looked at.
fn unreadable(_: JsValue) -> Problem {
    Problem::new("it cannot be read: reading it throws.")
}

/// What is wrong with an argument.
#[derive(Debug)]
struct Problem {
    /// Names of the fields that lead to it, the innermost first.
    path: Vec<String>,
    /// A sentence.
    message: String,
}

impl Problem {
    fn new(message: impl Into<String>) -> Self {
        let mut message = message.into();
        if let Some((end, _)) = message.char_indices().nth(LONGEST_SENTENCE) {
            message.truncate(end);
            message.push('…');
        }
        let path = Vec::new();
        Self { path, message }
    }

    fn field(name: &str, message: impl Into<String>) -> Self {
        Self::new(message).within(name)
    }

    fn within(mut self, name: impl ToString) -> Self {
        self.path.push(name.to_string());
        self
    }

    fn of(self, argument: &str) -> Error {
        if self.path.is_empty() {
            return Error::request(argument, self.message);
        }
        let path: Vec<String> = self.path.into_iter().rev().collect();
        Error::config(&path.join("."), self.message)
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// What is expected, in words for people who write JavaScript.
fn wanted(expected: &dyn Expected) -> String {
    match expected.to_string().as_str() {
        "u8" | "u32" | "u64" | "usize" => "a whole number from 0".into(),
        "f32" | "f64" => "a number".into(),
        other => other.into(),
    }
}

impl serde::de::Error for Problem {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Unit => "null".into(),
            Unexpected::Map => "an object".into(),
            Unexpected::Seq => "an array".into(),
            Unexpected::Bytes(_) => "a Uint8Array".into(),
            Unexpected::Float(number) => number.to_string(),
            Unexpected::Str(text) => format!("the text {text:?}"),
            other => other.to_string(),
        };
        Self::new(format!("{found} is not {}.", wanted(expected)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("{variant:?} is none of {}.", expected.join(", ")))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("there is no such field; there are {}.", expected.join(", "));
        Self::field(field, message)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::field(field, "it is missing.")
    }
}

/// Integers that JavaScript holds exactly end here.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Methods that look only for the kind of value that they are asked for, so that what a visitor makes
/// of all the others need not be compiled.
macro_rules! only {
    ($kind:ident($value:ident) as $visit:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            match self {
                Self::$kind($value) => visitor.$visit($value),
                other => Err(other.refused(&visitor)),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Value {
    type Error = Problem;

    only! { Bool(truth) as visit_bool: deserialize_bool }
    only! { Number(number) as visit_f64: deserialize_f32 deserialize_f64 }
    only! { Text(text) as visit_string: deserialize_str deserialize_string deserialize_char }
    only! { Bytes(bytes) as visit_byte_buf: deserialize_bytes deserialize_byte_buf }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Number(number @ 0.0..MOST_EXACT) if number.fract() == 0.0 => {
                visitor.visit_u64(number as u64)
            }
            other => Err(other.refused(&visitor)),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::List(list) => visitor.visit_seq(Items(list.into_iter().enumerate())),
            Self::Floats(list) => visitor.visit_seq(SeqDeserializer::new(list.into_iter())),
            Self::Integers(list) => visitor.visit_seq(SeqDeserializer::new(list.into_iter())),
            other => Err(other.refused(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Map(fields) => visitor.visit_map(Fields(fields.into_iter(), None)),
            other => Err(other.refused(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self {
            Self::Text(text) => visitor.visit_enum(text.into_deserializer()),
            other => Err(other.refused(&visitor)),
        }
    }

    /// Asked for by enums that are told apart by a field.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(truth) => visitor.visit_bool(truth),
            Self::Number(number @ 0.0..MOST_EXACT) if number.fract() == 0.0 => {
                visitor.visit_u64(number as u64)
            }
            Self::Number(number) => visitor.visit_f64(number),
            Self::Text(text) => visitor.visit_string(text),
            Self::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            Self::Map(_) => self.deserialize_map(visitor),
            Self::List(_) | Self::Floats(_) | Self::Integers(_) => self.deserialize_seq(visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 unit unit_struct newtype_struct tuple_struct identifier
        ignored_any
    }
}
impl IntoDeserializer<'_, Problem> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The items of an array.
struct Items(std::iter::Enumerate<std::vec::IntoIter<Value>>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let next = self.0.next();
        next.map(|(place, item)| {
            seed.deserialize(item)
                .map_err(|problem| problem.within(place))
        })
        .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of an object, and the value of the last key.
struct Fields(std::vec::IntoIter<(String, Value)>, Option<(String, Value)>);

impl<'de> MapAccess<'de> for Fields {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        self.1 = self.0.next();
        let key = self.1.as_ref().map(|(key, _)| key.as_str());
        key.map(|key| seed.deserialize(key.into_deserializer()))
            .transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let (key, value) = self.1.take().expect("serde asks for a key first");
        seed.deserialize(value)
            .map_err(|problem| problem.within(key))
    }
}
