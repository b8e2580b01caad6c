"""Officials: one line a case, refusals in the same table. Names are made up; areas are real."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.reading import Reading
from extraction.rules import officials
from tagih.records import Document, Official, Unresolved

Row = tuple[str, str, str | None, str | None]


def found(text: str, jurisdiction: str | None = None) -> list[Official]:
    reading = Reading(Document(id="x", text=text, jurisdiction=jurisdiction))
    records = [o for o in officials.extract(reading) if isinstance(o, Official)]
    assert all(text[o.start : o.end] == o.text for o in records)
    return records


def rows(text: str) -> list[Row]:
    return [(o.name, o.office, o.jurisdiction, o.acting) for o in found(text)]


CASES: list[tuple[str, list[Row]]] = [
    # Post and area before the name, with and without a comma.
    ("Wakil Gubernur Kalimantan Timur, Darto Wibawa, menyambut tamu.", [("Darto Wibawa", "Wakil Gubernur", "64", None)]),
    ("Bupati Kendal Sekar Wulandari membuka pasar.", [("Sekar Wulandari", "Bupati", "33.24", None)]),
    ("Kepala Dinas Perhubungan Kota Manado Yansen Lumi hadir.", [("Yansen Lumi", "Kepala Dinas Perhubungan", "71.71", None)]),
    ("Kepala Balai Besar Pelaksanaan Jalan Nasional Banten, Ir. Darto Wibawa, M.T., hadir.",
     [("Darto Wibawa", "Kepala Balai Besar Pelaksanaan Jalan Nasional", "36", None)]),
    ("Wakil Ketua DPRD Banten Bapak Harun Prasaja hadir.", [("Harun Prasaja", "Wakil Ketua DPRD", "36", None)]),
    ("Kepala Bidang Pengawasan mengatakan siap.", []),
    ("kata Ketua DPRD Jawa Timur Harun Prasaja.", [("Harun Prasaja", "Ketua DPRD", "35", None)]),
    ("Anggota Komisi II DPRD Kaltim, Bagus Wicara, meminta data.", [("Bagus Wicara", "Anggota Komisi II DPRD", "64", None)]),
    ("Kepala Dinas Pariwisata, Kepemudaan, dan Olahraga Kota Gorontalo, Iwan Bilondatu, hadir.",
     [("Iwan Bilondatu", "Kepala Dinas Pariwisata, Kepemudaan, dan Olahraga", "75.71", None)]),
    ("Kabid Humas Polda Jabar Kombes Pol Hendri Raksa menjelaskan.", [("Hendri Raksa", "Kabid Humas Polda", "32", None)]),
    ("Kapolres Kapuas Hulu AKBP Darto Wibawa, S.I.K., M.H., hadir.", [("Darto Wibawa", "Kapolres", "61.06", None)]),
    # Two letters that may be a degree open a name; units of police and army; an agency's ministry behind a comma.
    ("kata Jaksa Agung ST Wibowo.", [("ST Wibowo", "Jaksa Agung", "00", None)]),
    ("Panit Samapta Polres Batu Aiptu Bagus Wicara hadir.", [("Bagus Wicara", "Panit Samapta Polres", "35.79", None)]),
    ("Panitia Pengawas Lomba Batu, Bagus Wicara, hadir.", []),
    ("Diresnarkoba Polda Jabar Kombes Hendri Raksa menjelaskan.", [("Hendri Raksa", "Diresnarkoba Polda", "32", None)]),
    ("Staf Ahli Bidang Ekonomi, Kemendes Darto Wibawa hadir.", [("Darto Wibawa", "Staf Ahli Bidang Ekonomi, Kemendes", "00", None)]),
    ("Bhabinkamtibmas Kelurahan Karang, Kecamatan Jati, Kabupaten Kendal, Jawa Tengah, Aipda Bagus Wicara, dikenal warga.",
     [("Bagus Wicara", "Bhabinkamtibmas", "33.24", None)]),
    ("Harun Prasaja juga menjabat sebagai Wakil Ketua DPRD Ngawi.", [("Harun Prasaja", "Wakil Ketua DPRD", "35.21", None)]),
    # Acting.
    ("Plt. Kepala Disnaker Samarinda Eko Prasaja hadir.", [("Eko Prasaja", "Kepala Disnaker", "64.72", "Plt.")]),
    ("Penjabat (Pj) Gubernur Banten Alwi Husada bicara.", [("Alwi Husada", "Gubernur", "36", "Pj.")]),
    ("Pj Sekda Kota Bogor Hanif Rahmat hadir.", [("Hanif Rahmat", "Sekretaris Daerah", "32.71", "Pj.")]),
    # Honorifics and degrees are no part of the name; glued words and U+00A0 are parted.
    ("Wali Kota Batu, H. Darto Wibawa, SE, MM, hadir.", [("Darto Wibawa", "Wali Kota", "35.79", None)]),
    ("Wakil Bupati Garut Hj.Siti\u00a0Rahayu hadir.", [("Siti Rahayu", "Wakil Bupati", "32.05", None)]),
    ("kata GubernurRudi Wibawa di Kaltim.", [("Rudi Wibawa", "Gubernur", "64", None)]),
    ("Gubernur Banten Darto Wibawamenyatakan siap.", [("Darto Wibawa", "Gubernur", "36", None)]),
    ("Menteri Kehutanan Siti Juli Wibawa hadir.", [("Siti Juli Wibawa", "Menteri Kehutanan", "00", None)]),
    # The name first.
    ("Rini Astari, Kepala Dinas Sosial Kota Batu, mengatakan siap.", [("Rini Astari", "Kepala Dinas Sosial", "35.79", None)]),
    ("Hadir Darto Wibawa selaku Ketua Bawaslu Jawa Tengah.", [("Darto Wibawa", "Ketua Bawaslu", "33", None)]),
    ("Arahan Pak Gubernur (Darto Wibawa) jelas, kata warga Banten.", [("Darto Wibawa", "Gubernur", "36", None)]),
    ("Darto Wibawa resmi dilantik sebagai Bupati Kendal.", [("Darto Wibawa", "Bupati", "33.24", None)]),
    # Chains, pairs and lists.
    ("Gubernur Jawa Tengah Darto Wibawa didampingi Wakil Gubernur Sekar Ayu dan Sekda Hanif Rahmat.",
     [("Darto Wibawa", "Gubernur", "33", None), ("Sekar Ayu", "Wakil Gubernur", "33", None), ("Hanif Rahmat", "Sekretaris Daerah", "33", None)]),
    ("Bupati dan Wakil Bupati Kendal, Darto Wibawa dan Sekar Ayu, hadir.",
     [("Darto Wibawa", "Bupati", "33.24", None), ("Sekar Ayu", "Wakil Bupati", "33.24", None)]),
    ("Bupati Kendal, Darto Wibawa dan wakilnya, Sekar Ayu, hadir.",
     [("Darto Wibawa", "Bupati", "33.24", None), ("Sekar Ayu", "Wakil Bupati", "33.24", None)]),
    ("Anggota DPRD Batam yakni Darto Wibawa, Sekar Ayu dan Hanif Rahmat hadir.",
     [("Darto Wibawa", "Anggota DPRD", "21.71", None), ("Sekar Ayu", "Anggota DPRD", "21.71", None), ("Hanif Rahmat", "Anggota DPRD", "21.71", None)]),
    # Districts and villages that no list knows.
    ("Camat Sumber Jaya, Darto Wibawa, hadir di Kabupaten Kendal.", [("Darto Wibawa", "Camat", "33.24", None)]),
    ("Kepala Desa Karang Tengah Budi Wibawa hadir di Kendal.", [("Budi Wibawa", "Kepala Desa", "33.24", None)]),
    ("Kapolsek Sumberrejo AKP Darto Wibawa hadir di Kendal.", [("Darto Wibawa", "Kapolsek", "33.24", None)]),
    # Where the area is not beside the post.
    ("Kepala Dinas Kesehatan Rini Astari melapor di Pemkot Batu.", [("Rini Astari", "Kepala Dinas Kesehatan", "35.79", None)]),
    ("Kepala BPJS Ketenagakerjaan Kanwil Kalimantan, Darto Wibawa, hadir.",
     [("Darto Wibawa", "Kepala BPJS Ketenagakerjaan Kanwil", None, None)]),
    ("Direktur Utama BPJS Ketenagakerjaan, Darto Wibawa, hadir di Kaltim.", [("Darto Wibawa", "Direktur Utama BPJS Ketenagakerjaan", "00", None)]),
    ("Mendagri Darto Wibawa hadir di Aceh.", [("Darto Wibawa", "Menteri Dalam Negeri", "00", None)]),
    ("Presiden RI Darto Wibawa dan Wapres Sekar Ayu hadir.", [("Darto Wibawa", "Presiden", "00", None), ("Sekar Ayu", "Wakil Presiden", "00", None)]),
    ("Hadir Moh. Yasin Wibawa selaku Camat Sumber Jaya di Kendal.", [("Moh Yasin Wibawa", "Camat", "33.24", None)]),
    ("Ketua Tim Penggerak PKK Banten Siti Wibawa hadir.", []),
    ("Warga menutup Jalan Gubernur Darto Wibawa di Banten.", []),
    ("Wakil Ketua DPR RI Darto Wibawa bicara di Batam.", [("Darto Wibawa", "Wakil Ketua DPR RI", "00", None)]),
    # One person with two posts; one post told twice; a post that points back.
    ("Ketua Fraksi PKB DPRD Sulbar Darto Wibawa kesal. Wakil Ketua Komisi B DPRD Sulbar ini meminta maaf.",
     [("Darto Wibawa", "Ketua Fraksi", "76", None), ("Darto Wibawa", "Wakil Ketua Komisi B DPRD", "76", None)]),
    ("Gubernur Banten Darto Wibawa hadir. Gubernur Darto lalu pulang.", [("Darto Wibawa", "Gubernur", "36", None)]),
    ("Gubernur Lampung Rahmat Wahyudi Wibawa hadir. Gubernur Wahyu lalu pulang.", [("Rahmat Wahyudi Wibawa", "Gubernur", "18", None)]),
    ("Wali Kota Batu M Yasin Wibawa hadir. Wali Kota Muhammad Yasin Wibawa pulang.", [("Muhammad Yasin Wibawa", "Wali Kota", "35.79", None)]),
    ("Kepala Dinas Kesehatan Denpasar Anak Agung Gede Wibawa hadir.", [("Anak Agung Gede Wibawa", "Kepala Dinas Kesehatan", "51.71", None)]),
    ("Kepala Dinas Pariwisata (Dispar) Bali Darto Wibawa hadir.", [("Darto Wibawa", "Kepala Dinas Pariwisata", "51", None)]),
    ("Gubernur Banten Budi Wibawaterkait banjir hadir.", [("Budi Wibawa", "Gubernur", "36", None)]),
    # Institutions and villages that no list knows: where their name ends and the holder's begins.
    ("Direktur Utama Perumda Tirta Wening Tarakan, Darto Wibawa, hadir.", [("Darto Wibawa", "Direktur Utama Perumda", "65.71", None)]),
    ("Direktur RSUD dr. Hanif Rahmat Samarinda, dr. Sekar Ayu, hadir.", [("Sekar Ayu", "Direktur RSUD", "64.72", None)]),
    ("Dirut Perumdam Tirta Wening Samarinda Budi Prasaja menjelaskan.", [("Budi Prasaja", "Direktur Utama Perumdam", "64.72", None)]),
    ("Kepala Puskesmas Sungai Lestari Samarinda dr. Rini Astari hadir.", [("Rini Astari", "Kepala Puskesmas", "64.72", None)]),
    ("Kepala SDN 003 Muara Lestari Rini Astari hadir di Kutai Kartanegara.", [("Rini Astari", "Kepala SDN 003", "64.02", None)]),
    ("Kepala Terminal Karangsari, Sekar Ayu Lestari, hadir di Malang.", [("Sekar Ayu Lestari", "Kepala Terminal", "35.73", None)]),
    ("Kades Karang Tengah Ilir Budi Wibawa hadir di Kendal.", [("Budi Wibawa", "Kades", "33.24", None)]),
    ("Keuchik Gampong Lamsari, Tgk. Saiful Wibawa, hadir di Banda Aceh.", [("Saiful Wibawa", "Keuchik", "11.71", None)]),
    ("Sangadi (Kepala Desa) Bunga Satu Chandra Wibawa hadir di Bolaang Mongondow Timur.", [("Chandra Wibawa", "Sangadi", "71.10", None)]),
    ("Viral di NTB.\n\nEdo Wibawa, Kepala Desa Karang, Kecamatan Sari, Kabupaten Serang, hadir di NTB dan NTB.",
     [("Edo Wibawa", "Kepala Desa", "36.04", None)]),
    ("Kepala Desa Karangsari Kecamatan Bunga di Kendal dipilih warga.", []),
    ("Kepala Desa Karangsari, Kecamatan Bunga, Kendal dipilih warga.", []),
    ("Kepala Desa Karangsari, Kecamatan Bunga, Kabupaten Kendal, Kasmari, hadir.", [("Kasmari", "Kepala Desa", "33.24", None)]),
    ("Anggota DPRD Cilegon Fraksi Partai Bunga Bangsa, Rahmatul Wibawa, hadir.", [("Rahmatul Wibawa", "Anggota DPRD", "36.72", None)]),
    ("Ketua Dewan Komisioner Otoritas Jasa Keuangan (OJK), Darto Wibawa, hadir.", [("Darto Wibawa", "Ketua Dewan Komisioner", "00", None)]),
    ("Dulu, Rudi Wibawa merupakan Sekretaris Daerah Kendal.", []),
    ("Rudi Wibawa menjabat Bupati Kendal selama 10 tahun.", []),
    ("Ia dijemput anggota Polsek Wungu Selatan, Kabupaten Kendal, kemarin.", []),
    ("Warga Kecamatan Wungu resah, kata Kapolsek Wungu di Kendal.", []),
    # Words of the language in names, as the model and the list of such words tell.
    ("Plt Kepala Dinas Pendidikan Banjarmasin Rian Utama membenarkan hal itu.", [("Rian Utama", "Kepala Dinas Pendidikan", "63.71", "Plt.")]),
    ("Wali Kota Denpasar, I Gusti Ngurah Bakti Negara, S.E., hadir.", [("I Gusti Ngurah Bakti Negara", "Wali Kota", "51.71", None)]),
    ("Kapolres Bireuen, AKBP Tushad Cipta Herdani SIK MMed melalui Kapolsek Lamsari, Iptu Budi SE, bicara.",
     [("Tushad Cipta Herdani", "Kapolres", "11.11", None), ("Budi", "Kapolsek", "11.11", None)]),
    ("Kadis PUPR Sumedang, Hari Wibawa, hadir.", [("Hari Wibawa", "Kadis PUPR", "32.11", None)]),
    ("Wakil Ketua Komisi X DPR RI Lalu Hadi Wibawa hadir.", [("Lalu Hadi Wibawa", "Wakil Ketua Komisi X DPR RI", "00", None)]),
    ("Bupati Kendal Darto Wibawamenggagas pasar. Darto Wibawa pulang.", [("Darto Wibawa", "Bupati", "33.24", None)]),
    # Ranks written out, retired ones, degrees without a space behind.
    ("Kapolres Kendal, Ajun Komisaris Besar Polisi (AKBP) Gede Wibawa, hadir.", [("Gede Wibawa", "Kapolres", "33.24", None)]),
    ("Bupati Kendal, Irjen Pol (Purn.) Armia Wibawa, hadir.", [("Armia Wibawa", "Bupati", "33.24", None)]),
    ("Hadir Rini Astari, S.E., M.Si.selaku Kepala Dinas Sosial Kota Batu.", [("Rini Astari", "Kepala Dinas Sosial", "35.79", None)]),
    # Posts by their grammar: officers, national bodies, parties and districts behind a parliament.
    ("Pangdam VI/Mulawarman Mayjen TNI Darto Wibawa hadir di Balikpapan.", [("Darto Wibawa", "Pangdam", "64.71", None)]),
    ("Komandan Detasemen (Danden) Gegana Brimob Polda Aceh, Kompol Akmal Wibawa SE MM, hadir.",
     [("Akmal Wibawa", "Komandan Detasemen", "11", None)]),
    ("Kasubdit I Dittipidsiber Bareskrim Polri, Kombes Rizal Wibawa, hadir.", [("Rizal Wibawa", "Kasubdit I", "00", None)]),
    ("Kepala Badan Gizi Nasional Darto Wibawa hadir di Bogor.", [("Darto Wibawa", "Kepala Badan Gizi Nasional", "00", None)]),
    ("Kepala Ombudsman RI Perwakilan Kaltim Muli Wibawa hadir.", [("Muli Wibawa", "Kepala Ombudsman RI Perwakilan", "64", None)]),
    ("Hakim Konstitusi Sekar Ayu hadir.", [("Sekar Ayu", "Hakim Konstitusi", "00", None)]),
    ("Direktur Jenderal (Dirjen) Bina Adwil Kemendagri Safri Wibawa hadir di Aceh.", [("Safri Wibawa", "Direktur Jenderal", "00", None)]),
    ("Wamendiktisaintek Sekar Ayu hadir.", [("Sekar Ayu", "Wakil Menteri Pendidikan Tinggi, Sains, dan Teknologi", "00", None)]),
    ("Ketua Satuan Tugas Percepatan Investasi Kota Batam, Darto Wibawa, hadir.", [("Darto Wibawa", "Ketua Satuan Tugas", "21.71", None)]),
    ("Kepala BPK Perwakilan Kaltim Agus Wibawa hadir.", [("Agus Wibawa", "Kepala BPK Perwakilan", "64", None)]),
    ("Anggota DPR RI dari daerah pemilihan (Dapil) Papua Yan Wibawa hadir.", [("Yan Wibawa", "Anggota DPR RI", "00", None)]),
    ("Hadir anggota DPRD Bali Fraksi Anggrek di antaranya Darto Wibawa, Wa Ode Lestari, dan Sekar Ayu.",
     [("Darto Wibawa", "Anggota DPRD", "51", None), ("Wa Ode Lestari", "Anggota DPRD", "51", None), ("Sekar Ayu", "Anggota DPRD", "51", None)]),
    ("Bhabinkamtibmas setempat, Bripka Enggar Wibawa, hadir di Banyuwangi.", [("Enggar Wibawa", "Bhabinkamtibmas", "35.10", None)]),
    ("Karo Ops Polda Riau Kombes Ino Wibawa hadir.", [("Ino Wibawa", "Karo Ops Polda", "14", None)]),
    # A rank in small letters ends a place's name or a field; a line that mark-up broke; the seat above behind a comma.
    ("Kanit Kamsel Aiptu Mastur hadir di Kendal.", [("Mastur", "Kanit", "33.24", None)]),
    ("Kapolsek Karang Rebo\nAKP I Wayan Wirya hadir di Kendal.", [("I Wayan Wirya", "Kapolsek", "33.24", None)]),
    ("Kapolsek Karang Rakyat, Polres Kendal AKP Iman Wibawa hadir.", [("Iman Wibawa", "Kapolsek", "33.24", None)]),
    ("Kepala Kepolisian Resor Kendal Lama AKBP Faisol Wibawa hadir.", [("Faisol Wibawa", "Kepala Kepolisian Resor", "33.24", None)]),
    ("Kepala Polda Bali Inspektur Jenderal Darto Wibawa hadir.", [("Darto Wibawa", "Kepala Polda", "51", None)]),
    ("Inspektur Jenderal Kementerian Sosial Darto Wibawa hadir.", [("Darto Wibawa", "Inspektur Jenderal", "00", None)]),
    ("Surat itu atas nama Kepala SPKT, Pa Siaga III Ipda Setia Wibawa di Kendal.", []),
    # Abbreviations with figures in them, fields that no list knows before a seat, several fields and ministries.
    ("Kepala DP3AKB Kendal Budi Wibawa hadir.", [("Budi Wibawa", "Kepala DP3AKB", "33.24", None)]),
    ("Kadis P3AP2KB Way Kanan, Budi Wibawa, hadir.", [("Budi Wibawa", "Kadis P3AP2KB", "18.08", None)]),
    ("Manajer PLN UP3 Kendal Budi Wibawa hadir.", [("Budi Wibawa", "Manajer PLN UP3", "33.24", None)]),
    ("Direktur Reskrimsus Polda Riau Kombes Pol Ade Wibawa hadir.", [("Ade Wibawa", "Direktur Reskrimsus Polda", "14", None)]),
    ("Plt Kepala Satpol PP dan Damkar Kota Cimahi, Samsul Wibawa, hadir.", [("Samsul Wibawa", "Kepala Satpol PP dan Damkar", "32.77", "Plt.")]),
    ("Direktur Penyakit Tidak Menular Kemenkes RI dr Siti Wibawa hadir.", [("Siti Wibawa", "Direktur Penyakit Tidak Menular", "00", None)]),
    ("Dirjen PEID, Kemendes PDT Tabrani hadir.", [("Tabrani", "Direktur Jenderal PEID, Kemendes PDT", "00", None)]),
    ("Ketua Sub Kelompok Jembatan Dinas Bina Marga Bali, Benny Wibawa, hadir.", [("Benny Wibawa", "Ketua Sub Kelompok Jembatan", "51", None)]),
    ("Anggota Dewan Perwakilan Daerah (DPD) RI asal Aceh, Azhari Wibawa, hadir.", [("Azhari Wibawa", "Anggota DPD RI", "00", None)]),
    ("Kepala Kantor Komunikasi Kepresidenan (Presidential Communication Office/PCO), Hasan Wibawa, hadir.",
     [("Hasan Wibawa", "Kepala Kantor Komunikasi Kepresidenan", "00", None)]),
    ("Widyaprada Ahli Utama Direktorat SD Kemendikdasmen RI Surono hadir.", [("Surono", "Widyaprada Ahli Utama", "00", None)]),
    ("Kakorlantas Polri Irjen Agus Wibawa hadir di Sidoarjo.", [("Agus Wibawa", "Kakorlantas", "00", None)]),
    # Posts of those who serve another post; the head of government by rank; a term beside the post; a weaker post of the same person.
    ("Penasihat Ahli Kapolri, Irjen Pol (Purn) Aryan Wibawa, hadir.", [("Aryan Wibawa", "Penasihat Ahli Kapolri", "00", None)]),
    ("Juru Bicara Presiden RI Prastowo Wibawa hadir.", [("Prastowo Wibawa", "Juru Bicara Presiden RI", "00", None)]),
    ("Asisten Perekonomian Sekda DKI Jakarta, Suharni Wibawa, hadir.", [("Suharni Wibawa", "Asisten Perekonomian", "31", None)]),
    ("Orang nomor satu di Kabupaten Kendal, Darto Wibawa, hadir.", [("Darto Wibawa", "Bupati", "33.24", None)]),
    ("Orang nomor dua di Pemprov Banten, Sekar Ayu, hadir.", [("Sekar Ayu", "Wakil Gubernur", "36", None)]),
    ("Bupati Kendal periode 2025-2030, Darto Wibawa, hadir.", [("Darto Wibawa", "Bupati", "33.24", None)]),
    ("Pada kesempatan yang sama Wakil Bupati Pacitan, Wahyono berharap pasar itu ramai.", [("Wahyono", "Wakil Bupati", "35.01", None)]),
    ("Staf Bagian Umum Setda Kendal Rudi Wibawa hadir. Rudi Wibawa, Kepala Bagian Umum Setda Kendal, bicara.",
     [("Rudi Wibawa", "Kepala Bagian Umum", "33.24", None)]),
    # Names: initials of the nobility, letters glued to a title, one office told by two abbreviations, a letter more or less.
    ("Wali Kota Denpasar IGN Bakti Negara hadir.", [("IGN Bakti Negara", "Wali Kota", "51.71", None)]),
    ("Kapolres Kendal H.M Reza Wibawa hadir.", [("M Reza Wibawa", "Kapolres", "33.24", None)]),
    ("Kepala Seksi Datun Kejari Kendal Bambang Wibawa hadir. Kasi Datun Bambang Wibawa bicara.", [("Bambang Wibawa", "Kepala Seksi Datun", "33.24", None)]),
    ("Irwasda Polda Riau Kombes Nanang Masbudhi hadir. Irwasda Kombes Nanang Masbudi bicara.", [("Nanang Masbudhi", "Irwasda", "14", None)]),
    ("Camat Medan Labuhan Kahiran Wasir hadir.", [("Kahiran Wasir", "Camat", "12.71", None)]),
    ("Kepala SDN Jagalan Taryo Abdul Wibawa hadir di Blitar. Taryo mengatakan sekolah itu sepi.", [("Taryo Abdul Wibawa", "Kepala SDN", "35.72", None)]),
    # Who holds a post is told before it: what stands behind is nobody.
    ("Agus Muhtar Wibawa yang merupakan Kepala Sekolah Rakyat Sentra Kartini Temanggung hadir.", [("Agus Muhtar Wibawa", "Kepala Sekolah Rakyat", "33.23", None)]),
    ("Hadir Abdul Wibawa, S.E., M.Si.selaku Kepala Bidang Budaya Dinas Kebudayaan Kota Batu, Arianto Prasaja, S.E. dan warga.",
     [("Abdul Wibawa", "Kepala Bidang Budaya", "35.79", None)]),
    # A place's or institution's name is nobody's, nor is a bracket, a programme or a fake.
    ("Petugas Rutan Salembar menangkap napi di Kendal.", []),
    ("Warga melapor ke pihak Camat Pinangan kemarin di Kendal.", []),
    ("Jabatan Kapolsek Bonai Jaya Polres Kendal kosong.", []),
    ("Direktur Perumda Tirta Alam mengatakan air mengalir di Kendal.", []),
    ("Kepala SPPG Yayasan Harapan Kendal Timur mengakui adanya keluhan.", []),
    ("Jaksa gadungan Bobby Wibawa ditangkap di Kendal.", []),
    ("Ketua Komnas PA Surabaya, Syaiful Wibawa, hadir.", []),
    ("Retret diikuti 50 kepala daerah Darto Wibawa.", []),
    ("Pencuri masuk kompleks Menteri Graha Asri di Jakarta.", []),
    # Held at another time, or by nobody here.
    ("Rudi Wibawa, Gubernur Banten periode 2012-2017, hadir (9/6/2025).", []),
    ("Rudi Wibawa, Bupati Kendal saat itu, membangun pasar.", []),
    ("Izin itu terbit di era Gubernur Banten Rudi Wibawa.", []),
    ("Mantan Bupati Kendal Rudi Ditangkap\n\nPolisi menahan Rudi. Bupati Kendal Rudi diperiksa.", []),
    ("Rudi Wibawa menolak tawaran menjadi Bupati Kendal.", []),
    ("Bersama Bupati Kendal, Rini Astari meninjau pasar.", []),
    ("Setelah menjabat sebagai Bupati Kendal, Rini Astari meninjau pasar.", [("Rini Astari", "Bupati", "33.24", None)]),
    ("Dirjen Haki hadir di Jakarta.", []),
    ("Pohon itu dipindah personel Babinsa, Bhabinkamtibmas, petugas PLN, Jargas, dan warga Langsa.", []),
    ("Badan Pengawas Mahkamah Agung, Koalisi Sehat, dan warga hadir.", []),
    ("Lirik lagu Karo Bulan Purnama yang dinyanyikan Harto.", []),
    # Refusals.
    ("Presiden Amerika Serikat (AS) Toro Wibawa tiba. Presiden Toro lalu pulang ke Jakarta.", []),
    ("Wali Kota Los Angeles Sekar Wulandari dan Gubernur Texas Darto Wibawa hadir.", []),
    ("Presiden Darto Wibawa menemui utusan Filipina.", []),
    ("Mereka menemui Kasi Wal Sar di kantor Bupati Kendal.", []),
    ("Wakil Ketua Kadin Indonesia Darto Wibawa hadir.", []),
    ("Rumah dinas Wali Kota Surakarta Graha Asri direnovasi.", []),
    ("Pesawat mendarat di Bandara Darto Wibawa, kata Kepala Bandara.", []),
    ("Rini Sekar dibantu Bupati yang menjabat saat itu di Kendal.", []),
    ("Mantan Bupati Kendal Darto Wibawa hadir.", []),
    ("Calon Wali Kota Batu Darto Wibawa berkampanye.", []),
    ("Ketua PHRI Bali, Made Wibawa, mengeluh.", []),
    ("Direktur Utama PT Sentosa Makmur Darto Wibawa hadir.", []),
    ("Ketua DPD Partai Mawar Banten Darto Wibawa hadir.", []),
    ("Bupati Kendal dan Wali Kota Batu menandatangani kerja sama.", []),
    ("Peraturan Gubernur Nomor 19 Tahun 2023 berlaku.", []),
    ("Pengamat kebijakan publik Darto Wibawa menilai itu wajar.", []),
    ("Laporan Wartawan Koran Kita, Darto Wibawa, dari Banten.", []),
    ("Presiden Filipina Fernando Wibawa hadir.", []),
    ("Saat menjabat Wali Kota Batu Darto Wibawa membangun taman.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_officials(text: str, expected: list[Row]) -> None:
    got = rows(text)
    assert [(n, j, a) for n, _, j, a in got] == [(n, j, a) for n, _, j, a in expected]
    for (_, office, _, _), (_, wanted, _, _) in zip(got, expected, strict=True):
        assert office == wanted or office.startswith(wanted + " ")


def test_the_source_decides_between_namesakes() -> None:
    text = "Ketua Bawaslu Semarang Darto Wibawa hadir."
    unresolved = [u for u in officials.extract(Reading(Document(id="x", text=text))) if isinstance(u, Unresolved)]
    assert [(u.kind, u.field, u.text) for u in unresolved] == [("officials", "jurisdiction", "Darto Wibawa")]
    assert [o.jurisdiction for o in found(text)] == [None]
    assert [o.jurisdiction for o in found(text, "33.74")] == ["33.74"]


def test_bodies_are_named_with_their_area() -> None:
    governor, head = found("Gubernur Banten Darto Wibawa dan Kepala Dinas Sosial Provinsi Banten Rini Astari hadir.")
    assert governor.organisation == "Pemerintah Provinsi Banten"
    assert head.organisation == "Dinas Sosial Provinsi Banten"
    assert [o.organisation for o in found("Menteri Sosial Darto Wibawa hadir.")] == ["Kementerian Sosial"]


BODIES = [
    ("Kasat Reskrim Polres Ciamis AKP Darto Wibawa hadir.", "Polres Ciamis"),
    ("Kapolda Riau Irjen Darto Wibawa hadir.", "Polda Riau"),
    ("Kadishub Kendal Darto Wibawa hadir.", "Dishub Kendal"),
    ("Kepala Badan Perencanaan Pembangunan Daerah Kaltim Darto Wibawa hadir.", "Badan Perencanaan Pembangunan Daerah Kaltim"),
    ("Kepala Dinas Pariwisata (Dispar) Bali Darto Wibawa hadir.", "Dinas Pariwisata Bali"),
    ("Anggota DPR RI dari Dapil Bali, Darto Wibawa, hadir.", "DPR RI"),
    ("Wakil KetuaDPRDBali Darto Wibawa hadir.", "DPRD Bali"),
    ("Menteri ESDM Darto Wibawa hadir.", "Kementerian ESDM"),
    ("Menteri Darto Wibawa hadir.", None),
]


@pytest.mark.parametrize(("text", "body"), BODIES)
def test_the_body_is_the_whole_body_and_no_more(text: str, body: str | None) -> None:
    assert [o.organisation for o in found(text)] == [body]


def test_the_headline_gives_no_verb_to_a_name() -> None:
    text = "Bupati Kendal Darto Wibawa Tegaskan Anti Korupsi\n\nBupati Kendal Darto Wibawa menegaskan hal itu."
    assert [(o.name, o.start) for o in found(text)] == [("Darto Wibawa", text.index("Darto"))]


@given(
    st.lists(
        st.sampled_from(
            ["Bupati", "Kendal", ",", "Darto", "Wibawa", "Plt.", "Kepala", "Dinas", "dan", "(", ")", "\n", "H.", "Camat", "I", "."]
        ),
        max_size=25,
    )
)
def test_evidence_holds_for_any_order_of_words(words: list[str]) -> None:
    found(" ".join(words))
