//! Made-up people (虚构人员): names, numbers and addresses in the spellings of a message.

/// Makes up what a placeholder asks for, from a seed.
pub(crate) struct People {
    random: fastrand::Rng,
}

const SURNAMES: [&str; 36] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓",
    "欧阳", "司徒",
];
const GIVEN: [&str; 40] = [
    "小明", "建国", "丽", "伟", "秀英", "志强", "敏", "静", "雪梅", "海燕", "国庆", "晓东", "玉兰", "磊",
    "洋", "桂芳", "俊杰", "艳", "文博", "思雨", "振华", "春生", "金凤", "子涵", "浩然", "勇", "军", "芳",
    "立新", "红梅", "家豪", "少华", "明辉", "佳怡", "永福", "有才", "向东", "天宇", "宝珍", "云",
];

impl People {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
        }
    }

    /// What stands for a placeholder.
    pub(crate) fn make(&mut self, kind: &str) -> String {
        match kind {
            "name" => format!("{}{}", self.one(&SURNAMES), self.one(&GIVEN)),
            "mobile" => self.mobile(),
            "landline" => self.landline(),
            "identity" => self.identity(),
            "card" => self.card(),
            "mail" => self.mail(),
            "plate" => self.plate(),
            "address" => self.address(),
            "account" => format!("{}{}", self.one(&["zhang_san", "lihua-", "wx"]), self.digits(5)),
            other => panic!("{other} is no kind"),
        }
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.random.usize(..list.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(self.random.u8(b'0'..=b'9')))
            .collect()
    }

    fn mobile(&mut self) -> String {
        let number = format!("1{}{}", self.one(&["3", "5", "7", "8", "9"]), self.digits(9));
        let (a, b, c) = (&number[..3], &number[3..7], &number[7..]);
        match self.random.u8(0..14) {
            0 => format!("{a}-{b}-{c}"),
            1 => format!("{a} {b} {c}"),
            2 => wide(&number),
            3 => wide(&format!("{a}-{b}-{c}")),
            4 => chinese(&number),
            5 => number
                .chars()
                .map(|sign| format!("{sign} "))
                .collect::<String>()
                .trim_end()
                .to_owned(),
            6 => format!("+86 {number}"),
            7 => format!("86{number}"),
            8 => format!("{a}.{b}.{c}"),
            9 => format!("{a}　{b}　{c}"),
            10 => format!("{a}{}{c}", chinese(b)),
            11 => format!("{a}—{b}—{c}"),
            _ => number,
        }
    }

    fn landline(&mut self) -> String {
        let area = self.one(&["010", "020", "0755", "0591", "0871"]);
        let first = self.random.u8(2..=8);
        let rest = self.digits(7);
        match self.random.u8(0..7) {
            0 => format!("（{area}）{first}{rest}"),
            1 => format!("{area} {first}{rest}"),
            2 => format!("{area}{first}{rest}"),
            3 => format!("{area}-{first}{rest}-801"),
            4 => wide(&format!("{area}-{first}{rest}")),
            5 => format!("{area}－{first}{} {}", &rest[..3], &rest[3..]),
            _ => format!("{area}-{first}{rest}"),
        }
    }

    fn identity(&mut self) -> String {
        let region = self.one(&["110101", "350102", "440305", "510104", "650102"]);
        let born = format!(
            "{}{:02}{:02}",
            self.random.u32(1940..2012),
            self.random.u32(1..=12),
            self.random.u32(1..=28)
        );
        // The check digit need not fit: people write slips.
        let tail = format!("{}{}", self.digits(3), self.one(&["X", "x", "Ｘ", "1", "7", "0"]));
        match self.random.u8(0..7) {
            0 => format!("{region} {born} {tail}"),
            1 => format!("{region}-{born}-{tail}"),
            2 => wide(&format!("{region}{born}{tail}")),
            3 => format!("{region} {} {} {tail}", &born[..4], &born[4..]),
            4 => chinese(&format!("{region}{born}{tail}")),
            _ => format!("{region}{born}{tail}"),
        }
    }

    fn card(&mut self) -> String {
        let number = format!("62{}", self.digits(17));
        match self.random.u8(0..4) {
            0 => number
                .as_bytes()
                .chunks(4)
                .map(String::from_utf8_lossy)
                .collect::<Vec<_>>()
                .join(" "),
            1 => number
                .as_bytes()
                .chunks(4)
                .map(String::from_utf8_lossy)
                .collect::<Vec<_>>()
                .join("-"),
            2 => wide(&number),
            _ => number,
        }
    }

    fn mail(&mut self) -> String {
        let name = self.one(&["li.hua", "zhangsan_88", "3812345678", "w-m2020"]);
        let host = self.one(&["example.cn", "mail.example.com"]);
        match self.random.u8(0..4) {
            0 => format!("{name}＠{host}"),
            1 => format!("{name} @{host}"),
            _ => format!("{name}@{host}"),
        }
    }

    fn plate(&mut self) -> String {
        let (province, city) = (self.one(&["粤", "闽", "川", "京"]), self.one(&["A", "B", "S"]));
        let rest = self.digits(4);
        match self.random.u8(0..5) {
            0 => format!("{province}{city}·{rest}K"),
            1 => format!("{province}{city}D{rest}8"),
            2 => format!("{province}{}{rest}{}", city.to_lowercase(), "f"),
            3 => format!("{province}{city} {rest}6"),
            _ => format!("{province}{city}{rest}9"),
        }
    }

    fn address(&mut self) -> String {
        let town = self.one(&["青川市云岭区", "青川市", "云岭区北塘街道", "示例省青川市", ""]);
        let street = self.one(&["示例路", "解放大道", "长乐巷", "和平小区", "东山村", "桃源新村"]);
        let number = self.random.u32(1..400);
        match self.random.u8(0..5) {
            0 => format!("{town}{street}{number}号"),
            1 => format!(
                "{town}{street}{}栋{}单元{}室",
                number % 20 + 1,
                number % 3 + 1,
                number + 100
            ),
            2 => format!("{town}{street}{number}号{}栋{}", number % 9 + 1, number + 100),
            3 => format!("{town}{street}{}号", chinese(&(number % 90 + 10).to_string())),
            _ => format!("{town}{street}{}号楼{}室", number % 30 + 1, number + 200),
        }
    }
}

/// In full width.
fn wide(text: &str) -> String {
    text.chars()
        .map(|sign| {
            if sign.is_ascii_graphic() {
                char::from_u32(u32::from(sign) + 0xfee0).unwrap_or(sign)
            } else {
                sign
            }
        })
        .collect()
}

/// In Chinese numerals.
fn chinese(text: &str) -> String {
    text.chars()
        .map(|sign| {
            sign.to_digit(10).map_or(sign, |digit| {
                "零一二三四五六七八九".chars().nth(digit as usize).unwrap_or(sign)
            })
        })
        .collect()
}
