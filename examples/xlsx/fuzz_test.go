package main

import (
	"archive/zip"
	"bytes"
	"testing"
)

// Whatever the parts of a workbook are, it is read or refused.
func FuzzWorkbook(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1" s="1"><v>45000.5</v></c></row>`, `<numFmt numFmtId="164" formatCode="yyyy"/>`, `<xf numFmtId="0"/><xf numFmtId="164"/>`)
	f.Add(`<row><c><v>1</v></c><c t="s"><v>9</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>`, `<numFmt numFmtId="200" formatCode="[h]:mm;&quot;x"/>`, `<xf numFmtId="200"/>`)
	f.Add(`<row r="1048577"/><row r="-1"><c r="ZZZZ1"><f>1</f></c></row>`, ``, `<xf/>`)
	f.Fuzz(func(t *testing.T, rows, formats, styles string) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range map[string]string{
			"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
			"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
			"xl/styles.xml":              `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>` + formats + `</numFmts><cellXfs>` + styles + `</cellXfs></styleSheet>`,
			"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`,
		} {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		next, err := OpenSheet(bytes.NewReader(b.Bytes()), int64(b.Len()))
		for n := 0; err == nil && n < 10_000; n++ {
			_, _, err = next()
		}
	})
}
