//! What is wrong with a table itself, whatever the sites.

use super::{Counted, Hundredths, Indicator, IndicatorKind, Measure, Standard};

impl Standard {
    /// What is wrong with the table itself, in Chinese; empty where it can be used.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (at, indicator) in self.indicators.iter().enumerate() {
            let id = &indicator.id;
            if self.indicators[..at].iter().any(|other| other.id == *id) {
                faults.push(format!("指标“{id}”重复，请只保留一行"));
            }
            faults.extend(indicator.faults());
        }
        if self.effective_to.is_some_and(|last| last < self.effective_from) {
            faults.push("失效日期早于生效日期，请改正".to_owned());
        }
        faults.extend(self.faults_of_scoring());
        faults
    }

    fn faults_of_scoring(&self) -> Vec<String> {
        let Some(scoring) = &self.scoring else {
            return Vec::new();
        };
        let mut faults = Vec::new();
        if scoring.deduction <= Hundredths(0) {
            faults.push("扣分满分应大于0，请改正".to_owned());
        }
        if let Some(rest) = &scoring.without_service
            && (rest.deduction <= Hundredths(0) || rest.deduction > scoring.deduction)
        {
            faults.push("无对外服务职能时的满分应大于0并且不超过扣分满分，请改正".to_owned());
        }
        let confirmed = self.confirmed_points(IndicatorKind::Deduction);
        if confirmed > scoring.deduction {
            faults.push(format!(
                "已确认的扣分指标合计{confirmed}分，超过满分{}分，请改正分值",
                scoring.deduction
            ));
        }
        faults
    }

    /// Points of the confirmed rows of a kind, together.
    pub fn confirmed_points(&self, kind: IndicatorKind) -> Hundredths {
        let rows = self
            .indicators
            .iter()
            .filter(|row| row.kind == kind && row.provenance.confirmed);
        Hundredths(rows.filter_map(|row| row.points).map(|points| points.0).sum())
    }
}

impl Indicator {
    /// What is wrong with the row itself, in Chinese.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let id = &self.id;
        let confirmed = self.provenance.confirmed;
        if confirmed && self.provenance.confirmed_by.trim().is_empty() {
            faults.push(format!("指标“{id}”标为已确认，请在 confirmed_by 写明由谁确认"));
        }
        if self.measure.counted().is_some_and(<[Counted]>::is_empty) {
            faults.push(format!("指标“{id}”没有计数对象，请在 of 中写明规则"));
        }
        let by_points = matches!(self.measure, Measure::Each { .. } | Measure::Sampled { .. });
        let mut counted = self.measure.counted().into_iter().flatten();
        if by_points && counted.any(|counted| counted.points.is_none()) {
            faults.push(format!("指标“{id}”逐个计分，每个计数对象都要写明分值 points"));
        }
        if matches!(self.measure, Measure::Sampled { sample: 0, .. }) {
            faults.push(format!("指标“{id}”抽查数量不能为0，请写明抽查几个"));
        }
        match self.kind {
            IndicatorKind::Veto if self.points.is_some() => {
                faults.push(format!("指标“{id}”是单项否决，没有分值，请删去分值"));
            }
            IndicatorKind::Veto if by_points => {
                faults.push(format!(
                    "指标“{id}”是单项否决，不能逐个计分，请改用阈值或人工认定"
                ));
            }
            IndicatorKind::Deduction | IndicatorKind::Bonus if confirmed && self.points.is_none() => {
                faults.push(format!("指标“{id}”已确认而没有分值，请填写分值或撤销确认"));
            }
            _ => {}
        }
        faults
    }
}
