//! Training speed without a browser: one JSON line a network and batch size.
//!
//! `cargo bench --features webgpu --bench native -- --backend webgpu --presets simple,resnet-mini --batches 64,512`
//!
//! Options: `--backend ndarray|webgpu` (default ndarray), `--presets` (default simple), `--batches` (default 64),
//! `--seconds` of measuring a line (default 3), `--rounds` (default 3; the median counts). The images are generated.

#[cfg(not(target_family = "wasm"))]
mod native {
    use std::time::Instant;

    use digit_lab::backend::{Backend, BackendKind};
    use digit_lab::recipe::ConfigRequest;
    use digit_lab::session::{GenerationRequest, Session};
    use digit_lab::train::Advance;

    /// Training images: two epochs' worth of the largest batch.
    const IMAGES: usize = 16_384;

    /// Steps between two reads of the losses, as many as the page makes on a fast device.
    const STRETCH: usize = 32;

    pub fn main() {
        let arguments: Vec<String> = std::env::args().collect();
        let option = |name: &str, default: &str| {
            let at = arguments.iter().position(|argument| argument == name);
            let value = at.and_then(|at| arguments.get(at + 1));
            value.map_or(default.to_string(), String::clone)
        };
        let kind = match option("--backend", "ndarray").as_str() {
            "webgpu" => BackendKind::Webgpu,
            _ => BackendKind::Ndarray,
        };
        let number =
            |name: &str, default: &str| -> f64 { option(name, default).parse().expect("a number") };
        let (seconds, rounds) = (number("--seconds", "3"), number("--rounds", "3") as usize);
        let backend = pollster::block_on(Backend::open(kind)).expect("the backend opens");
        let mut session = Session::new(backend);
        let request = GenerationRequest {
            train_count: IMAGES,
            test_count: 100,
            ..Default::default()
        };
        session.begin_generation(request).expect("counts in range");
        while session.generate(1000).expect("it was begun").1.is_none() {}
        for preset in option("--presets", "simple").split(',') {
            for batch in option("--batches", "64").split(',') {
                let batch_size: usize = batch.parse().expect("a batch size");
                let mut speeds: Vec<f64> = (0..rounds)
                    .map(|_| pollster::block_on(speed(&mut session, preset, batch_size, seconds)))
                    .collect();
                speeds.sort_by(f64::total_cmp);
                println!(
                    "{{\"backend\": \"{}\", \"preset\": \"{preset}\", \"batch\": {batch_size}, \"images_per_second\": {:.0}, \"least\": {:.0}, \"most\": {:.0}}}",
                    option("--backend", "ndarray"),
                    speeds[rounds / 2],
                    speeds[0],
                    speeds[rounds - 1],
                );
            }
        }
    }

    /// Training images a second of a fresh run.
    async fn speed(session: &mut Session, preset: &str, batch_size: usize, seconds: f64) -> f64 {
        let request = ConfigRequest {
            preset: Some(preset.into()),
            batch_size: Some(batch_size),
            epochs: Some(1000),
            ..Default::default()
        };
        session.configure(request).expect("settings that hold");
        // Compiles kernels and fills memory pools.
        session.advance(STRETCH).await.expect("the device answers");
        let (mut images, mut spent) = (0, 0.0);
        while spent < seconds {
            let began = Instant::now();
            if let Advance::Steps(report) = session.advance(STRETCH).await.expect("it answers") {
                images += report.images;
                spent += began.elapsed().as_secs_f64();
            }
        }
        images as f64 / spent
    }
}

#[cfg(not(target_family = "wasm"))]
fn main() {
    native::main();
}

#[cfg(target_family = "wasm")]
fn main() {}
