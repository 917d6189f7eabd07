/** Workbooks for tests of the import: zips whose parts may lie, and copies of the tracker that somebody has edited. */
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/** `declared` is the size that it claims to have. */
export type Part = { path: string; content: string; declared?: number };

/** A zip whose parts may lie about their size. */
export function zip(parts: Part[]): Uint8Array {
	const local: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { path, content, declared } of parts) {
		const name = Buffer.from(path);
		const bytes = Buffer.from(content);
		const packed = deflateRawSync(bytes);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(8, 4);
		common.writeUInt32LE(crc32(bytes), 10);
		common.writeUInt32LE(packed.length, 14);
		common.writeUInt32LE(declared ?? bytes.length, 18);
		common.writeUInt16LE(name.length, 22);
		const file = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, packed]);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(offset, 10);
		directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, rest, name]));
		local.push(file);
		offset += file.length;
	}
	const entries = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.write("PK\x05\x06", "latin1");
	end.writeUInt16LE(parts.length, 8);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(entries.length, 12);
	end.writeUInt32LE(offset, 16);
	return new Uint8Array(Buffer.concat([...local, entries, end]));
}

/** A copy of a workbook with words replaced in the text that its cells share. */
export function edited(workbook: Uint8Array, replace: [was: string, is: string][]): Uint8Array {
	const parts = partsOf(Buffer.from(workbook)).map(({ path, content }) => {
		if (!/sharedStrings|worksheets/.test(path)) return { path, content };
		return { path, content: replace.reduce((text, [was, is]) => text.replaceAll(was, is), content) };
	});
	return zip(parts);
}

function partsOf(data: Buffer): Part[] {
	const end = data.lastIndexOf("PK\x05\x06", undefined, "latin1");
	let at = data.readUInt32LE(end + 16);
	return Array.from({ length: data.readUInt16LE(end + 8) }, () => {
		const [path, extra, comment] = [28, 30, 32].map((from) => data.readUInt16LE(at + from)) as [
			number,
			number,
			number,
		];
		const header = data.readUInt32LE(at + 42);
		const start = header + 30 + data.readUInt16LE(header + 26) + data.readUInt16LE(header + 28);
		const packed = data.subarray(start, start + data.readUInt32LE(at + 20));
		const name = data.toString("utf8", at + 46, at + 46 + path);
		const isPacked = data.readUInt16LE(at + 10) === 8;
		at += 46 + path + extra + comment;
		return { path: name, content: (isPacked ? inflateRawSync(packed) : packed).toString("utf8") };
	}).filter(({ path }) => !path.endsWith("/"));
}
