fn lit(signal: vec3<f32>) -> vec3<f32> {
    return signal;
}
