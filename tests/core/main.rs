//! The crate without a browser: gradients, parity with PyTorch, training, data.
#![cfg(not(target_family = "wasm"))]

#[cfg(feature = "webgpu")]
mod agreement;
mod architecture;
mod checkpoints;
mod commands;
mod exploring;
mod exports;
mod fixture;
mod gradients;
mod idx;
mod inside;
mod looking;
mod mnist;
mod optimizers;
mod own;
mod parity;
mod robustness;
mod schedules;
mod shifts;
mod team;
mod training;
mod verdicts;

use burn::tensor::Device;
use digit_lab::backend::Backend;
#[cfg(feature = "webgpu")]
use digit_lab::backend::BackendKind;

fn ndarray() -> Device {
    Backend::cpu().device
}

/// Whatever GPU wgpu finds.
#[cfg(feature = "webgpu")]
fn webgpu() -> Device {
    let opened = pollster::block_on(Backend::open(BackendKind::Webgpu));
    opened.expect("there is a GPU").device
}

/// A test a backend, for checks that take a device.
macro_rules! on_every_backend {
    ($($name:ident: $check:path;)*) => {
        $(mod $name {
            #[test]
            fn ndarray() {
                pollster::block_on($check(&crate::ndarray()));
            }

            #[cfg(feature = "webgpu")]
            #[test]
            fn webgpu() {
                pollster::block_on($check(&crate::webgpu()));
            }
        })*
    };
}

on_every_backend! {
    simple_matches_pytorch: crate::parity::simple;
    adam_matches_pytorch: crate::parity::adam;
    sgd_matches_pytorch: crate::parity::sgd;
    optimizers_match_pytorch: crate::optimizers::optimizers;
    layers_match_pytorch: crate::parity::layers;
    gradients_match_finite_differences: crate::gradients::finite_differences;
    captured_presets_match_pytorch: crate::inside::presets_match_pytorch;
    captured_gradients_are_those_of_a_training_step: crate::inside::gradients_are_those_of_a_training_step;
    explanations_agree_with_other_computations: crate::inside::explanations_agree_with_other_computations;
    an_image_can_be_found_that_a_unit_responds_to: crate::inside::an_image_can_be_found_that_a_unit_responds_to;
    a_trial_is_what_a_step_would_do: crate::inside::a_trial_is_what_a_step_would_do;
    one_batch_overfits: crate::training::one_batch_overfits;
    the_losses_after_a_checkpoint_are_the_same: crate::checkpoints::the_losses_after_it_are_the_same;
    a_reset_of_the_optimiser_comes_after_a_checkpoint_too: crate::checkpoints::a_reset_of_the_optimiser_comes_after_them_too;
    a_sweep_leaves_the_run_as_it_was: crate::training::a_sweep_leaves_the_run_as_it_was;
    the_same_seed_gives_the_same_losses: crate::training::the_same_seed_gives_the_same_losses;
}

#[cfg(feature = "webgpu")]
#[test]
fn webgpu_agrees_with_ndarray_on_awkward_sizes() {
    pollster::block_on(agreement::on_awkward_sizes(&webgpu(), &ndarray()));
}
