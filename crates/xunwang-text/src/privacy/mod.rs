//! Personal data (个人信息) in published texts.
