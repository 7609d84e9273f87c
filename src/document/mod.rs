//! Pages as data: what stands where on paper, in millimetres and points.
