//! What may be a Chinese name (姓名构成): surnames, given names, and the words that only look like names.

use crate::words::words;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝萧漆粟庹亓仝闻战晁逯鞠栗雒闾展茹";
const COMPOUND: [&str; 24] = [
    "欧阳", "上官", "诸葛", "司马", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木",
    "轩辕", "长孙", "宇文", "钟离", "闻人", "独孤", "南宫", "澹台", "濮阳", "淳于", "申屠",
];
/// Characters that stand in words and titles, and hardly in given names.
const NOT_GIVEN: &str = "的了是不我你他她它们请被把对打询么那这所室局处科部厅院区间话号码页题错字问及或与并什哪谁说看诉举拨系后外谢您员站网路镇乡村县市省府街层楼岁昨贵该此电";
/// Characters with which the sentence goes on behind a name of two.
const GOES_ON: &str = "家今住现反想要求来因在从投举是已就电男女身手于和向到去给多将还没也上有";
/// Ends of words that name what somebody is.
const ROLES: [&str; 27] = [
    "居民", "市民", "村民", "业主", "职工", "学生", "家长", "员工", "公司", "老师", "先生", "女士", "局长",
    "科长", "处长", "主任", "书记", "市长", "县长", "区长", "镇长", "院长", "校长", "所长", "经理", "医生",
    "警官",
];

/// Is this a surname of one character?
pub(super) fn is_surname(sign: char) -> bool {
    SURNAMES.contains(sign)
}

/// May these characters be a given name?
pub(super) fn is_given(signs: &[char]) -> bool {
    !signs.iter().any(|sign| NOT_GIVEN.contains(*sign))
}

/// How many of these characters, from the first, are a name: two to four; `None` where they begin with none.
pub(super) fn length_of_name(run: &[char]) -> Option<usize> {
    let whole: String = run.iter().collect();
    let compound = COMPOUND.iter().any(|name| whole.starts_with(name));
    let surname = if compound { 2 } else { 1 };
    let single = run.len() > 1 && run.first().is_some_and(|sign| is_surname(*sign));
    if !compound && !single {
        return None;
    }
    if run.len() <= surname + 2 && ROLES.iter().any(|role| whole.ends_with(role)) {
        return None;
    }
    let given = &run[surname..];
    let long = given.len() >= 2 && is_given(&given[..2]) && !(GOES_ON.contains(given[1]) && given.len() != 2);
    let length = match given.len() {
        0 => surname,
        1 => surname + 1,
        // A third character that begins the next word.
        2 if GOES_ON.contains(given[1]) && "家住今反因在从投是已就身".contains(given[1]) => {
            surname + 1
        }
        _ if long => surname + 2,
        _ => surname + 1,
    };
    is_given(&run[surname..length]).then_some(length)
}

/// Do these characters begin with a word of ordinary text (高新, 申请, 时间), or are they what somebody is (高中生, 江苏人)?
pub(super) fn is_ordinary(run: &[char]) -> bool {
    let first = |count: usize| run.iter().take(count).collect::<String>();
    let words = words();
    let known = |word: String| words.commonness(&word) > NAME_LIKE;
    run.len() >= 2 && known(first(2))
        || run.len() >= 3 && known(first(3))
        || run.len() == 3 && ("人户者".contains(run[2]) || run[2] == '生' && words.contains(&first(3)))
}

/// Words that are used no more than this are as often names: 王明, 李强.
const NAME_LIKE: u8 = 24;
