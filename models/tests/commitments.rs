//! What is promised, what happens, and how far the one satisfies the other.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use models::commitment::{Commitment, CommitmentError, Expression, Kind, Satisfaction, Value};
use models::observation::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn expression(attribute: &str, kind: Kind) -> Expression {
    Expression {
        attribute: attribute.into(),
        kind,
        is: None,
        at_least: None,
        at_most: None,
        grades: None,
        tolerance: None,
        weight: None,
        bearing: None,
    }
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.into()))
}

fn number(number: f64) -> Option<Value> {
    Some(Value::Number(number))
}

/// The commitment of the slides: received by April 1st, for 1000, quality A, taken back if there is any problem.
fn slides() -> Vec<Expression> {
    let grades = ["A", "B", "C"].map(String::from);
    vec![
        Expression { at_most: text("2026-04-01"), ..expression("received_by", Kind::Date) },
        Expression { at_most: number(1_000.0), ..expression("price", Kind::Number) },
        Expression { at_least: text("A"), grades: Some(grades.into()), ..expression("quality", Kind::Grade) },
        Expression { is: Some(Value::Boolean(true)), ..expression("returnable", Kind::Boolean) },
    ]
}

fn commitment(expressions: Vec<Expression>) -> Result<Commitment, CommitmentError> {
    expressions.try_into()
}

fn said(expressions: Vec<Expression>) -> String {
    commitment(expressions).unwrap_err().to_string()
}

fn outcome<const N: usize>(values: [(&str, Value); N]) -> BTreeMap<String, Value> {
    values.into_iter().map(|(name, value)| (name.into(), value)).collect()
}

fn compared(expressions: Vec<Expression>, outcome: &BTreeMap<String, Value>) -> Satisfaction {
    commitment(expressions).unwrap().compare(outcome).unwrap()
}

#[test]
fn the_slides_outcome_falls_short_of_their_commitment_in_two_variables_and_no_predicate() {
    let actual = outcome([
        ("received_by", Value::Text("2026-04-05".into())),
        ("price", Value::Number(1_000.0)),
        ("quality", Value::Text("B".into())),
        ("returnable", Value::Boolean(true)),
    ]);
    let satisfaction = compared(slides(), &actual);
    let satisfied = |name: &str| satisfaction.attributes[name].satisfied.unwrap();
    assert_eq!(satisfied("received_by"), 1.0 - 4.0 / 14.0);
    assert_eq!((satisfied("price"), satisfied("quality"), satisfied("returnable")), (1.0, 0.5, 1.0));
    let predicates = satisfaction.attributes.iter().filter(|(_, one)| one.predicate);
    assert_eq!(predicates.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["returnable"]);
    let kept = satisfaction.kept(Timestamp(1), [1; 16]).unwrap();
    assert!((kept.rating.get() - (10.0 / 14.0 + 2.5) / 4.0).abs() < 1e-12 && !kept.testified);
    let short = [
        "quality is B, promised was A at least",
        "received_by is 2026-04-05, promised was 2026-04-01 at most",
    ];
    assert_eq!(kept.short, short);
}

#[test]
fn what_the_outcome_does_not_tell_is_unknown_by_name_and_neither_kept_nor_broken() {
    let price = outcome([("price", Value::Number(1_500.0))]);
    let satisfaction = compared(slides(), &price);
    assert_eq!(satisfaction.unknown, ["quality", "received_by", "returnable"]);
    assert_eq!(satisfaction.rating, Some(0.0));
    let nothing = compared(slides(), &BTreeMap::new());
    assert_eq!((nothing.rating, nothing.kept(Timestamp(1), [1; 16])), (None, None));
}

#[test]
fn what_testifies_settles_the_rating_and_what_is_independent_does_not_touch_it() {
    let promised: Vec<Expression> = serde_json::from_str(
        r#"[{"attribute": "delivered", "type": "boolean", "is": true, "bearing": "testifying"},
            {"attribute": "weather", "type": "text", "is": "fine", "bearing": "independent"},
            {"attribute": "price", "type": "number", "at_most": 10}]"#,
    )
    .unwrap();
    let with = |delivered: bool, weather: &str| {
        outcome([
            ("delivered", Value::Boolean(delivered)),
            ("weather", Value::Text(weather.into())),
            ("price", Value::Number(10.0)),
        ])
    };
    let kept = compared(promised.clone(), &with(true, "foul"));
    assert_eq!((kept.rating, kept.testified.len()), (Some(1.0), 0));
    assert_eq!(kept.kept(Timestamp(1), [1; 16]).unwrap().short, [""; 0], "nobody promised the weather");
    let broken = compared(promised, &with(false, "fine"));
    assert_eq!((broken.rating, broken.testified.as_slice()), (Some(0.0), &["delivered".into()][..]));
    let kept = broken.kept(Timestamp(1), [1; 16]).unwrap();
    assert!(kept.testified && kept.short == ["delivered is false, promised was true"], "{kept:?}");
}

#[test]
fn expressions_of_one_attribute_are_a_conjunction_and_what_nothing_satisfies_is_refused_by_name() {
    let price = || expression("price", Kind::Number);
    let within = vec![
        Expression { at_least: number(5.0), ..price() },
        Expression { at_most: number(10.0), ..price() },
    ];
    let at = |actual| compared(within.clone(), &outcome([("price", Value::Number(actual))])).rating.unwrap();
    assert_eq!([at(5.0), at(10.0), at(12.5), at(2.5)], [1.0, 1.0, 0.5, 0.5]);

    let contradictory = "price: the expressions contradict each other";
    let apart = vec![
        Expression { at_most: number(5.0), ..price() },
        Expression { at_least: number(10.0), ..price() },
    ];
    assert_eq!(said(apart), contradictory);
    let both =
        [true, false].map(|is| Expression { is: Some(Value::Boolean(is)), ..expression("p", Kind::Boolean) });
    assert_eq!(said(both.into()), "p: the expressions contradict each other");
    let texts = ["red", "blue"].map(|is| Expression { is: text(is), ..expression("colour", Kind::Text) });
    assert_eq!(said(texts.into()), "colour: the expressions contradict each other");
    let weights =
        [1.0, 2.0].map(|weight| Expression { at_most: number(5.0), weight: Some(weight), ..price() });
    assert_eq!(said(weights.into()), contradictory);
    let types = vec![
        Expression { at_most: number(5.0), ..price() },
        Expression { is: text("5"), ..expression("price", Kind::Text) },
    ];
    assert_eq!(said(types), "price: promised with two types");
}

#[test]
fn absurd_values_are_refused_with_their_attribute_and_their_field() {
    let one = |expression: Expression| said(vec![expression]);
    let price = || expression("price", Kind::Number);
    assert_eq!(one(price()), "price: nothing is promised of it");
    let much = "price: `at_most` is not a number of at most 1e12";
    assert_eq!(one(Expression { at_most: number(1e13), ..price() }), much);
    assert_eq!(one(Expression { at_most: number(f64::NAN), ..price() }), much);
    assert_eq!(one(Expression { at_most: text("ten"), ..price() }), much);
    let cheap = || Expression { at_most: number(5.0), ..price() };
    for (weight, tolerance, field) in
        [(Some(0.0), None, "weight"), (Some(1e3), None, "weight"), (None, Some(0.0), "tolerance")]
    {
        let said = one(Expression { weight, tolerance, ..cheap() });
        assert!(said.starts_with(&format!("price: `{field}` is not a number above 0")), "{said}");
    }
    let day = |is| one(Expression { is: text(is), ..expression("by", Kind::Date) });
    assert_eq!(day("2026-02-30"), "by: `is` is not a day like 2026-04-01, from 1970 to 2200");
    let grade = |grades: &[&str], is| {
        let grades = Some(grades.iter().map(|grade| String::from(*grade)).collect());
        one(Expression { is: text(is), grades, ..expression("quality", Kind::Grade) })
    };
    assert_eq!(grade(&["A", "B"], "C"), "quality: `is` is not one of the grades");
    let grades = "quality: `grades` is not 2 to 16 different names, the best first";
    assert_eq!([grade(&["A"], "A"), grade(&["A", "A"], "A")], [grades, grades]);
    let boolean = Expression { at_most: Some(Value::Boolean(true)), ..expression("p", Kind::Boolean) };
    assert_eq!(one(boolean), "p: `at_most` is not for this type");
    let long = Expression { is: text(&"x".repeat(201)), ..expression("note", Kind::Text) };
    assert_eq!(one(long), "note: `is` is not a text of at most 200 bytes");
    let unnamed = "the attribute of expression 0 is not a name of 1 to 64 letters, digits and underscores";
    for name in ["", "two words", "pri\u{e7}e", &"x".repeat(65)] {
        assert_eq!(one(Expression { at_most: number(5.0), ..expression(name, Kind::Number) }), unnamed);
    }
    assert_eq!(said(Vec::new()), "no attribute is promised");
    assert_eq!(said(vec![cheap(); 33]), "33 expressions, and at most 32 are allowed");
}

#[test]
fn what_is_no_expression_is_refused_by_the_field_and_the_type() {
    let said = |json: &str| serde_json::from_str::<Expression>(json).unwrap_err().to_string();
    let colour = said(r#"{"attribute": "sky", "type": "colour", "is": "blue"}"#);
    assert!(colour.starts_with("unknown variant `colour`, expected one of `text`, `number`"), "{colour}");
    let more = said(r#"{"attribute": "price", "type": "number", "about": 5}"#);
    assert!(more.starts_with("unknown field `about`"), "{more}");
    let prize = said(r#"{"attribute": "price", "type": "number", "is": [5]}"#);
    assert!(prize.starts_with("data did not match any variant"), "{prize}");
}

#[test]
fn an_outcome_of_what_was_not_promised_or_of_another_type_rates_nothing() {
    let promised = commitment(slides()).unwrap();
    let said =
        |name: &str, value: Value| promised.compare(&outcome([(name, value)])).unwrap_err().to_string();
    assert_eq!(said("colour", Value::Text("red".into())), "colour: was not promised");
    assert_eq!(said("returnable", Value::Number(1.0)), "returnable: the outcome is not true or false");
    assert_eq!(said("quality", Value::Text("D".into())), "quality: the outcome is not one of the grades");
    assert!(said("price", Value::Number(f64::INFINITY)).starts_with("price: the outcome is not a number"));
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        prop_oneof![any::<f64>(), -10.0..10.0].prop_map(Value::Number),
        prop_oneof![".{0,12}", "20[0-9]{2}-[01][0-9]-[0-3][0-9]", "[AB]"].prop_map(Value::Text),
    ]
}

fn any_expression() -> impl Strategy<Value = Expression> {
    let kind = prop::sample::select(vec![Kind::Text, Kind::Number, Kind::Boolean, Kind::Date, Kind::Grade]);
    let bound = || prop::option::of(value());
    let grades = prop::option::of(prop::collection::vec("[A-C]", 0..4));
    let size = || prop::option::weighted(0.2, prop_oneof![any::<f64>(), 0.1..5.0]);
    ("[ab]", kind, (bound(), bound(), bound()), grades, (size(), size())).prop_map(
        |(attribute, kind, (is, at_least, at_most), grades, (tolerance, weight))| Expression {
            is,
            at_least,
            at_most,
            grades,
            tolerance,
            weight,
            ..expression(&attribute, kind)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_promised_and_told_gives_a_rating_from_0_to_1_or_a_named_error(
        expressions in prop::collection::vec(any_expression(), 0..4),
        actual in prop::collection::btree_map("[ab]", value(), 0..3),
    ) {
        let Ok(promised) = commitment(expressions) else { return Ok(()) };
        let stored = postcard::to_allocvec(&promised).unwrap();
        prop_assert_eq!(postcard::from_bytes::<Commitment>(&stored).unwrap(), promised.clone());
        if let Ok(satisfaction) = promised.compare(&actual) {
            prop_assert!(satisfaction.rating.is_none_or(|rating| (0.0..=1.0).contains(&rating)));
        }
    }
}
