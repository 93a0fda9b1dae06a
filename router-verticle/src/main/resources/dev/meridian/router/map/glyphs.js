// How a node is drawn, on the map and in its legend.

function outline(context, kind, x, y, size) {
  context.beginPath();
  if (kind === 'region') {
    context.roundRect(x - size, y - size, 2 * size, 2 * size, size * 0.3);
  } else if (kind === 'router') {
    context.moveTo(x, y - 1.35 * size);
    context.lineTo(x + 1.25 * size, y + 0.9 * size);
    context.lineTo(x - 1.25 * size, y + 0.9 * size);
    context.closePath();
  } else {
    context.arc(x, y, size, 0, 2 * Math.PI);
  }
}

/** Kind by form and colour; condition by filling: full serves, half drains or starts, a cross is not reached, hollow has stopped. */
export function drawNode(context, theme, node, x, y, size, isDetailed) {
  const colour = theme.colour(node.kind);
  const isFull = node.condition === 'serving';
  const isLost = node.condition === 'unreachable';
  outline(context, node.kind, x, y, size);
  context.lineWidth = 3;
  context.strokeStyle = theme.colour('halo');
  context.stroke();
  context.fillStyle = isFull ? colour : theme.colour('halo');
  context.fill();
  context.lineWidth = isFull ? 1 : 1.8;
  context.strokeStyle = isLost ? theme.colour('alert') : node.condition === 'stopped' ? theme.colour('muted') : colour;
  context.stroke();
  if (node.condition === 'draining' || node.condition === 'starting') {
    context.save();
    context.clip();
    context.fillStyle = colour;
    context.fillRect(x - 2 * size, node.condition === 'draining' ? y : y - 2 * size, 4 * size, 2 * size);
    context.restore();
  }
  if (isLost) {
    const arm = size * 0.55;
    context.beginPath();
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x + arm, y - arm);
    context.lineTo(x - arm, y + arm);
    context.stroke();
  }
  if (isDetailed && isFull && node.load > 0.04) {
    context.beginPath();
    context.arc(x, y, size + 3, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.min(1, node.load));
    context.lineWidth = 1.8;
    context.strokeStyle = theme.colour(node.load > 0.7 ? 'alert' : 'muted');
    context.stroke();
  }
}
