//! The three tables of a dictionary of names: 任职, 机构沿革, 排名.

use chrono::NaiveDate;

use super::{Body, NameBook, Order, Tenure};
use crate::table::{Column, Reading, Row, TableRefusal, header};

const fn column(name: &'static str, required: bool, also: &'static [&'static str]) -> Column {
    Column { name, also, required }
}

const TENURES: &[Column] = &[
    column("姓名", true, &["人员姓名"]),
    column("职务", true, &["现任职务"]),
    column("单位", true, &["任职单位", "机构"]),
    column("任职日期", false, &["任职起"]),
    column("离任日期", false, &["任职止", "免职日期"]),
    column("依据", true, &["来源"]),
];

const BODIES: &[Column] = &[
    column("机构名称", true, &["原名称", "名称"]),
    column("简称", false, &[]),
    column("启用日期", false, &[]),
    column("停用日期", false, &["撤销日期", "更名日期"]),
    column("现用名称", false, &["继任机构", "新名称"]),
    column("依据", true, &["来源"]),
];

const ORDERS: &[Column] = &[
    column("名单名称", true, &["名单"]),
    column("姓名顺序", true, &["姓名"]),
    column("启用日期", false, &[]),
    column("停用日期", false, &[]),
    column("依据", true, &["来源"]),
];

impl NameBook {
    /// Reads the table 任职.
    ///
    /// # Errors
    /// Every wrong cell by row and column.
    pub fn tenures_from_rows(header: &[String], rows: &[Row]) -> Result<Vec<Tenure>, TableRefusal> {
        let mut reading = Reading::new(TENURES, header, rows)?;
        let mut tenures = Vec::new();
        for row in reading.rows() {
            for field in [0, 1, 2, 5] {
                demand(&mut reading, row, field);
            }
            let (from, to) = term(&mut reading, row, 3, 4);
            let person = reading.text(row, 0).replace([' ', '\u{3000}'], "");
            if person.chars().count() == 1 {
                reading.add(Some(row.number), 0, format!("“{person}”只有一个字；请填写全名"));
            }
            tenures.push(Tenure {
                person,
                post: reading.text(row, 1).to_owned(),
                body: reading.text(row, 2).to_owned(),
                from,
                to,
                source: reading.text(row, 5).to_owned(),
            });
        }
        reading.finish(tenures)
    }

    /// Reads the table 机构沿革.
    ///
    /// # Errors
    /// Every wrong cell by row and column.
    pub fn bodies_from_rows(header: &[String], rows: &[Row]) -> Result<Vec<Body>, TableRefusal> {
        let mut reading = Reading::new(BODIES, header, rows)?;
        let mut bodies = Vec::new();
        for row in reading.rows() {
            for field in [0, 5] {
                demand(&mut reading, row, field);
            }
            let (from, to) = term(&mut reading, row, 2, 3);
            bodies.push(Body {
                name: reading.text(row, 0).to_owned(),
                short: reading.list(row, 1),
                from,
                to,
                successor: reading.text(row, 4).to_owned(),
                source: reading.text(row, 5).to_owned(),
            });
        }
        reading.finish(bodies)
    }

    /// Reads the table 排名.
    ///
    /// # Errors
    /// Every wrong cell by row and column.
    pub fn orders_from_rows(header: &[String], rows: &[Row]) -> Result<Vec<Order>, TableRefusal> {
        let mut reading = Reading::new(ORDERS, header, rows)?;
        let mut orders = Vec::new();
        for row in reading.rows() {
            for field in [0, 4] {
                demand(&mut reading, row, field);
            }
            let (from, to) = term(&mut reading, row, 2, 3);
            let people: Vec<String> = reading
                .text(row, 1)
                .split(['|', '、', '\n'])
                .map(|it| it.trim().to_owned())
                .collect();
            if people.len() < 2 || people.iter().any(String::is_empty) {
                reading.add(
                    Some(row.number),
                    1,
                    "至少要有两个姓名；请按先后填写，以顿号隔开".to_owned(),
                );
            }
            orders.push(Order {
                title: reading.text(row, 0).to_owned(),
                people,
                from,
                to,
                source: reading.text(row, 4).to_owned(),
            });
        }
        reading.finish(orders)
    }

    /// The table 任职, to be read again.
    pub fn tenures_to_rows(&self) -> Vec<Vec<String>> {
        let row = |it: &Tenure| {
            vec![
                it.person.clone(),
                it.post.clone(),
                it.body.clone(),
                show(it.from),
                show(it.to),
                it.source.clone(),
            ]
        };
        std::iter::once(header(TENURES))
            .chain(self.tenures.iter().map(row))
            .collect()
    }

    /// The table 机构沿革, to be read again.
    pub fn bodies_to_rows(&self) -> Vec<Vec<String>> {
        let row = |it: &Body| {
            let short = it.short.join("|");
            vec![
                it.name.clone(),
                short,
                show(it.from),
                show(it.to),
                it.successor.clone(),
                it.source.clone(),
            ]
        };
        std::iter::once(header(BODIES))
            .chain(self.bodies.iter().map(row))
            .collect()
    }

    /// The table 排名, to be read again.
    pub fn orders_to_rows(&self) -> Vec<Vec<String>> {
        let row = |it: &Order| {
            vec![
                it.title.clone(),
                it.people.join("、"),
                show(it.from),
                show(it.to),
                it.source.clone(),
            ]
        };
        std::iter::once(header(ORDERS))
            .chain(self.orders.iter().map(row))
            .collect()
    }
}

fn demand<'a>(reading: &mut Reading<'a>, row: &'a Row, column: usize) {
    if reading.text(row, column).is_empty() {
        reading.add(Some(row.number), column, "没有填写；请补填".to_owned());
    }
}

fn term<'a>(
    reading: &mut Reading<'a>,
    row: &'a Row,
    first: usize,
    last: usize,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let (from, to) = (reading.date(row, first), reading.date(row, last));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        reading.add(Some(row.number), last, format!("{to}早于起始日期{from}；请改正"));
    }
    (from, to)
}

fn show(date: Option<NaiveDate>) -> String {
    date.map_or(String::new(), |date| date.to_string())
}
