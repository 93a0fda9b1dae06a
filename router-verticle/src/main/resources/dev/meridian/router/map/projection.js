// Equal Earth (Šavrič, Patterson, Jenny 2018): areas keep their proportions. Longitudes beyond 180 degrees go on past the
// edge, so that a line over the date line can be drawn from either side and clipped.

const A1 = 1.340264;
const A2 = -0.081106;
const A3 = 0.000893;
const A4 = 0.003796;
const M = Math.sqrt(3) / 2;
const RADIANS = Math.PI / 180;

/** Latitudes that a view of the whole world shows: where people live. */
const SOUTH = -57;
const NORTH = 83;

/** @returns [x, y], x to the east and y to the north, the equator about 5.4 long */
export function project(longitude, latitude) {
  const theta = Math.asin(M * Math.sin(latitude * RADIANS));
  const t2 = theta * theta;
  const t6 = t2 * t2 * t2;
  return [
    (longitude * RADIANS * Math.cos(theta)) / (M * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2))),
    theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)),
  ];
}

/** @returns [longitude, latitude], or nothing where that is off the Earth */
export function unproject(x, y) {
  let theta = y;
  for (let i = 0; i < 12; i++) {
    const t2 = theta * theta;
    const t6 = t2 * t2 * t2;
    const off = theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)) - y;
    theta -= off / (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2));
  }
  const t2 = theta * theta;
  const sine = Math.sin(theta) / M;
  const longitude = (M * x * (A1 + 3 * A2 * t2 + t2 ** 3 * (7 * A3 + 9 * A4 * t2))) / Math.cos(theta) / RADIANS;
  return Math.abs(sine) <= 1 && Math.abs(longitude) <= 180 ? [longitude, Math.asin(sine) / RADIANS] : undefined;
}

export const WORLD = {
  west: project(-180, 0)[0],
  east: project(180, 0)[0],
  south: project(0, SOUTH)[1],
  north: project(0, NORTH)[1],
};

/** The edge of the Earth. */
export function sphere() {
  const path = new Path2D();
  for (let latitude = -90; latitude <= 90; latitude += 3) {
    path.lineTo(...project(180, latitude));
  }
  for (let latitude = 90; latitude >= -90; latitude -= 3) {
    path.lineTo(...project(-180, latitude));
  }
  path.closePath();
  return path;
}

export function graticule() {
  const path = new Path2D();
  for (let longitude = -150; longitude <= 150; longitude += 30) {
    for (let latitude = -90; latitude <= 90; latitude += 3) {
      const point = project(longitude, latitude);
      latitude === -90 ? path.moveTo(...point) : path.lineTo(...point);
    }
  }
  for (let latitude = -60; latitude <= 60; latitude += 30) {
    path.moveTo(...project(-180, latitude));
    path.lineTo(...project(180, latitude));
  }
  return path;
}

/** Outlines of land from numbers in the form that land/generate.mjs writes. */
export function land(bytes) {
  const STEPS = 25;
  let at = 0;
  const unsigned = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
  };
  const signed = () => {
    const value = unsigned();
    return value & 1 ? -(value + 1) / 2 : value / 2;
  };
  const path = new Path2D();
  for (let outlines = unsigned(); outlines > 0; outlines--) {
    let x = 0;
    let y = 0;
    const points = unsigned();
    for (let i = 0; i < points; i++) {
      x += signed();
      y += signed();
      const point = project(x / STEPS, y / STEPS);
      i === 0 ? path.moveTo(...point) : path.lineTo(...point);
    }
    path.closePath();
  }
  return path;
}
