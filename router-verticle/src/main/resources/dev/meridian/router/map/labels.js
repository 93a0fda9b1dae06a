// Names of places on the map.

/**
 * Writes them below their nodes, the weightiest first, where they hide nothing.
 *
 * @param taken what the nodes of each place cover: [left, top, right, bottom]
 */
export function drawLabels(context, theme, places, taken, width) {
  context.font = '600 11.5px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  context.lineWidth = 3.5;
  const written = [];
  places.forEach((place, index) => {
    const [left, , right, bottom] = taken[index];
    const middle = (left + right) / 2;
    const half = context.measureText(place.label).width / 2 + 2;
    const box = [middle - half, bottom + 1, middle + half, bottom + 15];
    const others = place.isWeighty ? written : [...written, ...taken.filter((other, i) => i !== index)];
    if (middle > 0 && middle < width && others.every((other) => !overlap(box, other))) {
      written.push(box);
      context.strokeStyle = theme.colour('halo');
      context.strokeText(place.label, middle, bottom + 2);
      context.fillStyle = theme.colour('ink');
      context.fillText(place.label, middle, bottom + 2);
    }
  });
}

function overlap([left, top, right, bottom], [otherLeft, otherTop, otherRight, otherBottom]) {
  return left < otherRight && right > otherLeft && top < otherBottom && bottom > otherTop;
}
