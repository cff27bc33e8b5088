'use strict';

/** Whether this Node was built for musl: its report then names no version of glibc. */
function isMusl() {
  const report = /** @type {any} */ (process.report?.getReport());
  return report !== undefined && !report.header.glibcVersionRuntime;
}

/** The package that has the compiled half for this system, such as `netcore-aes-linux-x64-gnu`. */
function platformPackage() {
  const { platform, arch } = process;
  if (platform === 'linux') {
    return `netcore-aes-linux-${arch}-${isMusl() ? 'musl' : 'gnu'}`;
  }
  return `netcore-aes-${platform}-${arch}`;
}

module.exports = { platformPackage };
