// What the event desk needs of `qr` (MIT OR Apache-2.0): the reader and its camera loop, as one ES module.
export { default as decodeQR } from "qr/decode.js";
export { QRCanvas, frameLoop, rearCamera } from "qr/dom.js";
