import { describe, expect, it } from "vitest";
import { nameKey } from "./text-keys.ts";

describe("nameKey", () => {
	it.each([
		["Siân  O’Brien", "sian obrien"],
		["SIÂN O'BRIEN", "sian obrien"],
		["Sia\u0302n O`Brien", "sian obrien"],
		["  Zoë\tMary\nSmith ", "zoe mary smith"],
		["Smith-Jones", "smith jones"],
		["Łukasz Wójcik", "lukasz wojcik"],
		["Bjørn Müßig", "bjorn mussig"],
		["Æthelred Œuvre", "aethelred oeuvre"],
		["Đặng Thị Ánh", "dang thi anh"],
		["İpek Işık", "ipek isik"],
		["ﬁona", "fiona"],
		["Ｗｉｄｅ", "wide"],
		["محمد", "محمد"],
		["NOR-2026-004", "nor 2026 004"],
		["a.b+c@example.org", "a.b+c@example.org"],
		["Smith, (John) “Jack”; alias: JJ", "smith john jack alias jj"],
		["", ""],
		[" -’ ", ""],
	])("%j gives %j", (name, key) => {
		expect(nameKey(name)).toBe(key);
	});

	it("changes nothing the second time, so that a stored key may be asked for", () => {
		for (const name of ["Siân  O’Brien", "Łukasz", "ﬁona ẞ", "a.b+c@example.org", "İ"]) {
			expect(nameKey(nameKey(name))).toBe(nameKey(name));
		}
	});
});
