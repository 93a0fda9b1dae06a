// A request as the variables of a CGI program, and what it writes as a response (RFC 3875 sections 4.1 and 6).
(kit) => {
  'use strict';
  const HEAD_LIMIT = 65_536;

  const refuse = kit.refuse = (message) => { throw Object.assign(new Error(message), { stack: message }); };

  const decoded = (path) => path
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => kit.decodeUtf8(Uint8Array.from(run.slice(1).split('%'), (hex) => parseInt(hex, 16)), false))
    .replaceAll('\0', '%00');

  /** Names and values, but for those that variables of the function's own have. */
  const variables = ({ method, scheme, host, port, path, query, headers }, size) => {
    const all = {
      __proto__: null,
      GATEWAY_INTERFACE: 'CGI/1.1',
      SERVER_SOFTWARE: 'meridian',
      SERVER_PROTOCOL: 'HTTP/1.1',
      SERVER_NAME: host,
      SERVER_PORT: port,
      REQUEST_METHOD: method,
      REQUEST_SCHEME: scheme,
      REQUEST_URI: query === '' ? path : `${path}?${query}`,
      SCRIPT_NAME: '',
      PATH_INFO: decoded(path),
      QUERY_STRING: query,
    };
    if (size > 0) all.CONTENT_LENGTH = `${size}`;
    for (const [name, value] of headers) {
      // A name with an underscore would pass for that of another header, and `Proxy` for a setting of HTTP clients.
      if (!/^[A-Za-z0-9-]+$/.test(name) || /^proxy$/i.test(name) || /^content-length$/i.test(name)) continue;
      const upper = name.toUpperCase().replaceAll('-', '_');
      const variable = upper === 'CONTENT_TYPE' ? upper : `HTTP_${upper}`;
      all[variable] = variable in all ? `${all[variable]}${variable === 'HTTP_COOKIE' ? '; ' : ', '}${value}` : value;
    }
    if ('HTTP_X_APPWRITE_CLIENT_IP' in all) all.REMOTE_ADDR = all.HTTP_X_APPWRITE_CLIENT_IP;
    for (const name of Object.keys(kit.environment)) delete all[name];
    return all;
  };

  const EXPECTED = 'its output must begin with header lines, one of them Content-Type, Location or Status, and an empty line (RFC 3875 section 6).';
  /** Lines up to the empty one, and where what follows it begins. */
  const head = (output) => {
    const lines = [];
    for (let at = 0; ;) {
      const newline = output.subarray(0, HEAD_LIMIT).indexOf(10, at);
      if (newline < 0) refuse(output.length > HEAD_LIMIT ? `The program wrote no empty line in its first ${HEAD_LIMIT} bytes; ${EXPECTED}` : `The program ended before the head of its response did; ${EXPECTED}`);
      const end = newline > at && output[newline - 1] === 13 ? newline - 1 : newline;
      if (end === at) return { lines, bodyAt: newline + 1 };
      lines.push(output.subarray(at, end));
      at = newline + 1;
    }
  };

  const response = (output) => {
    const { lines, bodyAt } = head(output);
    const headers = { __proto__: null };
    for (const bytes of lines) {
      let line;
      try { line = kit.decodeUtf8(bytes, true); } catch { refuse('A header line of the program is not UTF-8.'); }
      const colon = line.indexOf(':');
      if (colon < 1) refuse(`The program wrote "${line.slice(0, 64)}" where a header line belongs; ${EXPECTED}`);
      (headers[line.slice(0, colon).toLowerCase()] ??= []).push(line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, ''));
    }
    const { status, location, 'content-type': type } = headers;
    if (!status && !location && !type) refuse(`The program named none of Content-Type, Location and Status; ${EXPECTED}`);
    if ([status, location, type].some((values) => values?.length > 1)) refuse('The program named Content-Type, Location or Status twice.');
    if (status && !/^[0-9]{3}(?: |$)/.test(status[0])) refuse(`The program named the status "${status[0].slice(0, 64)}"; it must be three digits, and may be followed by a space and words.`);
    delete headers.status;
    return { statusCode: status ? +status[0].slice(0, 3) : location ? 302 : 200, headers, body: output.subarray(bodyAt) };
  };

  kit.cgi = { HEAD_LIMIT, variables, response };
}
