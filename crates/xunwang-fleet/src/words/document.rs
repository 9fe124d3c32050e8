//! Documents of the fictional province that its sites reprint (供转载的文件): measures by articles, opinions by parts, and
//! notices. They hold no full date, so that an article that prints one has no date of its own.

use crate::chance::Chance;

/// A document, one line a heading, an article or a paragraph (文件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
}

/// Documents of a fleet.
pub(crate) const DOCUMENTS: usize = 9;

/// What they are about; three forms of three of them each.
const SUBJECTS: [&str; DOCUMENTS] = [
    "社区食堂",
    "农村供水工程",
    "公共停车设施",
    "村级物流站点",
    "公共体育场地",
    "小型水库",
    "家政服务机构",
    "城市公园绿地",
    "乡镇农贸市场",
];

/// The document of this number: measures, an opinion and a notice by turns, so that three in a row have nothing in common.
pub(crate) fn document(province: &str, number: usize) -> Document {
    let number = number % DOCUMENTS;
    let words = Words {
        province,
        subject: SUBJECTS[number],
    };
    let mut key: Vec<u64> = province.bytes().map(u64::from).collect();
    key.push(number as u64);
    let mut chance = Chance::new(&key);
    match number % 3 {
        0 => words.measures(&mut chance),
        1 => words.opinion(&mut chance),
        _ => words.notice(&mut chance),
    }
}

/// A number in Chinese characters, 1 to 99.
pub(crate) fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10 % 10, number % 10);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

struct Words<'a> {
    province: &'a str,
    subject: &'a str,
}

impl Words<'_> {
    fn measures(&self, chance: &mut Chance) -> Document {
        let mut lines = Vec::new();
        let mut article = 0;
        for (chapter, (name, pool)) in CHAPTERS.iter().enumerate() {
            lines.push(format!("第{}章　{name}", chinese(chapter + 1)));
            for text in some_of(pool, chance) {
                article += 1;
                lines.push(format!("第{}条　{}", chinese(article), self.filled(text, chance)));
            }
        }
        Document {
            title: format!("{}{}管理办法", self.province, self.subject),
            lines,
        }
    }

    fn opinion(&self, chance: &mut Chance) -> Document {
        let opening = "为进一步提升{s}建设和管理水平，更好满足群众需要，结合我省实际，现提出如下意见。";
        let mut lines = vec![self.filled(opening, chance)];
        let mut item = 0;
        for (part, (name, pool)) in PARTS.iter().enumerate() {
            lines.push(format!("{}、{name}", chinese(part + 1)));
            for text in some_of(pool, chance) {
                item += 1;
                lines.push(format!("（{}）{}", chinese(item), self.filled(text, chance)));
            }
        }
        let closing = "各市要结合实际制定具体措施，省有关部门要加强指导，共同推动{s}工作落到实处。";
        lines.push(self.filled(closing, chance));
        Document {
            title: format!("关于加强{}{}建设和管理的意见", self.province, self.subject),
            lines,
        }
    }

    fn notice(&self, chance: &mut Chance) -> Document {
        let opening = "为规范{s}的使用，保障公众的合法权益，维护正常的公共秩序，现就有关事项通告如下：";
        let mut lines = vec![self.filled(opening, chance)];
        for (number, text) in some_of(&ITEMS, chance).into_iter().enumerate() {
            lines.push(format!("{}、{}", chinese(number + 1), self.filled(text, chance)));
        }
        lines.push("特此通告。".to_owned());
        Document {
            title: format!("{}关于规范{}使用秩序的通告", self.province, self.subject),
            lines,
        }
    }

    /// The subject at its places, and numbers of the document's own.
    fn filled(&self, text: &str, chance: &mut Chance) -> String {
        let mut parts = text.split("{n}");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            filled.push_str(&chance.between(6, 48).to_string());
            filled.push_str(part);
        }
        filled.replace("{s}", self.subject)
    }
}

/// All but one or two, in their order.
fn some_of<'a>(pool: &[&'a str], chance: &mut Chance) -> Vec<&'a str> {
    let mut left: Vec<&str> = pool.to_vec();
    for _ in 0..chance.between(1, 2) {
        left.remove(chance.below(left.len()));
    }
    left
}

const CHAPTERS: [(&str, &[&str]); 5] = [
    (
        "总则",
        &[
            "为了加强{s}的建设和管理，保障使用者的合法权益，根据有关法律、法规，结合本省实际，制定本办法。",
            "本省行政区域内{s}的规划、建设、使用和监督管理，适用本办法。",
            "{s}的管理坚持统一规划、属地负责、公益优先、方便群众的原则。",
            "县级以上人民政府应当加强对{s}管理工作的领导，将所需经费纳入本级预算。乡镇人民政府和街道办事处负责本辖区内的日常管理工作。",
            "鼓励社会力量依法参与{s}的建设和服务。任何单位和个人不得以参与建设为由排斥他人正常使用。",
        ],
    ),
    (
        "规划与建设",
        &[
            "主管部门应当每{n}个月对{s}的需求和分布情况开展一次调查，调查结果作为编制规划的依据。",
            "编制{s}规划应当公开征求意见，征求意见的时间不少于{n}日。规划批准后应当向社会公布。",
            "新建{s}应当符合国家和省规定的标准，并配套建设无障碍设施、消防设施和必要的标识。",
            "建设单位应当自竣工验收合格之日起{n}日内，将有关资料报主管部门备案。主管部门收到资料后应当出具备案凭证。",
            "{s}建成后不得擅自改变用途。确需改变的，应当报原批准机关同意，并就近补建不少于原有规模的设施。",
            "既有{s}不符合标准的，由所在地县级人民政府制定改造计划，在{n}个月内完成改造。",
        ],
    ),
    (
        "服务与管理",
        &[
            "{s}的管理单位应当建立日常巡查制度，每{n}日至少全面检查一次，并如实填写检查记录。",
            "管理单位应当在显著位置公示服务内容、开放时间、收费标准和监督方式。公示内容有变化的，应当提前公布。",
            "{s}向公众开放的时间每周不少于{n}小时。因维修需要暂停开放的，应当提前告知公众，并说明恢复开放的时间。",
            "收费项目和标准由价格主管部门会同有关部门确定。对老年人、残疾人、现役军人和未成年人应当给予优惠。",
            "管理单位应当制定应急预案，每年至少组织两次演练。发生突发事件时，应当立即采取措施，并在{n}分钟内向所在地主管部门报告。",
            "从业人员应当接受岗前培训，培训时间不少于{n}学时。未经培训或者考核不合格的，不得上岗。",
            "公众对服务质量有意见的，可以向管理单位或者主管部门反映。管理单位应当自收到意见之日起{n}日内答复。",
            "管理单位应当妥善保存检查、维修、培训等记录，保存期限不少于{n}个月。",
        ],
    ),
    (
        "监督与责任",
        &[
            "主管部门应当采取随机抽查等方式，对{s}的运行情况进行监督检查，检查结果向社会公布。",
            "主管部门应当建立信用记录，对一年内被通报{n}次以上的管理单位实行重点监管。",
            "违反本办法规定，擅自改变用途的，由主管部门责令限期改正。逾期不改正的，依法给予处罚。",
            "管理单位未按照规定公示服务内容或者拒不答复公众意见的，由主管部门给予警告，并在{n}日内督促整改。",
            "主管部门及其工作人员在管理工作中滥用职权、玩忽职守、徇私舞弊的，依法给予处分。构成犯罪的，依法追究刑事责任。",
        ],
    ),
    (
        "附则",
        &[
            "本办法所称管理单位，是指受委托承担{s}日常运行和维护工作的单位。",
            "各市可以根据本办法制定实施细则，并报省主管部门备案。",
            "本办法由省主管部门负责解释，自公布之日起满{n}日后施行。",
        ],
    ),
];

const PARTS: [(&str, &[&str]); 4] = [
    (
        "总体要求",
        &[
            "明确目标任务。用三年左右时间，新建和改造{s}{n}处，基本形成布局合理、功能完善、管理规范的服务网络。群众满意率保持在较高水平。",
            "坚持因地制宜。充分考虑人口分布、地理条件和财力状况，不搞一刀切，不增加基层负担。条件成熟的地方可以先行先试。",
            "坚持建管并重。既重视设施建设，又重视长效管护，做到建成一处、管好一处、群众受益一处。",
        ],
    ),
    (
        "优化建设布局",
        &[
            "做好专项规划。以县为单位摸清底数，编制{s}专项规划，并与国土空间规划相衔接。规划草案应当听取群众代表的意见。",
            "盘活存量资源。鼓励利用闲置校舍、厂房和办公用房改建，改建项目的审批时限压缩到{n}个工作日以内。",
            "统一建设标准。省主管部门制定建设指引，明确选址、面积、设备和标识等要求。各地可以结合实际提高标准。",
            "保障用地需求。新建居住区应当按照每百户不少于{n}平方米的标准预留空间，与住宅同步规划、同步建设、同步验收。",
        ],
    ),
    (
        "提升服务水平",
        &[
            "丰富服务内容。围绕群众日常需要，拓展便民服务项目，延长服务时间，推行预约服务和上门服务。",
            "推进数字化管理。建设全省统一的信息平台，{n}个月内实现{s}位置、状态和评价信息在线查询。数据按照规定共享。",
            "加强队伍建设。每年培训管理和服务人员{n}期以上，支持院校开设相关课程，提高从业人员的专业能力。",
            "健全评价机制。委托第三方每年开展一次服务质量评价，评价结果与补助资金挂钩，差评较多的限期整改。",
        ],
    ),
    (
        "强化保障措施",
        &[
            "加强组织领导。各级政府要把{s}建设列入重要议事日程，明确牵头部门和责任人，每季度研究一次重点难点问题。",
            "加大资金支持。省财政按照每处{n}万元的标准给予一次性补助，市县财政统筹安排配套资金。资金使用情况接受审计监督。",
            "严格监督检查。建立月调度、季通报制度，对进度滞后的地区进行约谈。对弄虚作假的，收回补助资金并严肃追究责任。",
            "营造良好氛围。及时总结推广好经验好做法，在全省选树{n}个示范点，引导社会力量广泛参与。",
        ],
    ),
];

const ITEMS: [&str; 11] = [
    "{s}的开放时间为每日6时至22时，节假日照常开放。因维护需要调整的，管理单位应当提前{n}小时在入口处公告。",
    "进入人员应当爱护公共财物，保持环境整洁，不得随地丢弃垃圾，不得损坏设备和标识。",
    "禁止携带易燃、易爆、有毒等危险物品进入。发现可疑物品的，应当立即报告现场管理人员。",
    "组织{n}人以上集体活动的，组织者应当提前向管理单位登记，并落实安全措施。未经登记的，管理单位可以劝阻。",
    "未成年人应当由监护人陪同使用。监护人应当履行看护责任，防止发生意外伤害。",
    "任何单位和个人不得在{s}范围内擅自摆摊设点、张贴广告、停放车辆。违反规定的，由有关部门依法处理。",
    "管理单位应当每{n}日对设备检修一次，并将检修结果公示。检修期间应当设置明显的警示标志。",
    "拾得他人遗失物品的，应当交管理单位登记保管。保管满{n}日无人认领的，按照有关规定处理。",
    "收取押金的，应当开具凭证，并在使用结束后当场退还，不得以任何理由拖延或者扣减。",
    "公众发现违反本通告的行为，可以向管理单位举报。管理单位应当在{n}个工作日内核实处理，并为举报人保密。",
    "对违反本通告且不听劝阻的，管理单位可以要求其离开。造成损失的，依法承担赔偿责任。",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_long_differ_and_are_the_same_each_time() {
        let all: Vec<Document> = (0..DOCUMENTS).map(|number| document("示例省", number)).collect();
        for (number, one) in all.iter().enumerate() {
            let length = one.lines.iter().map(|line| line.chars().count()).sum::<usize>();
            assert!((300..3_000).contains(&length), "{}: {length}", one.title);
            assert_eq!(*one, document("示例省", number));
            assert!(!one.lines.iter().any(|line| line.contains('{')), "{one:?}");
            assert!(all[number + 1..].iter().all(|other| other.title != one.title));
        }
        assert_eq!(
            [9, 10, 19, 20, 26].map(chinese).join(" "),
            "九 十 十九 二十 二十六"
        );
    }
}
