//! The addresses that a site answers.

use crate::{
    site::{AttachmentForm, ImageForm, Resource, Site},
    template::PAGE_SIZE,
};

/// Registers pages, pictures, attachments and the odd files of a site.
pub(super) fn register(site: &mut Site) {
    let form = site.address_form;
    let mut put = |path: &str, resource: Resource| {
        site.resources.insert(path.into(), resource);
    };
    let home = form.home();
    put(home, Resource::Home);
    for alias in ["/", "/index.html"] {
        if alias != home {
            put(alias, Resource::Alias(home.into()));
        }
    }
    for (index, channel) in site.channels.iter().enumerate() {
        for page in 0..channel.articles.len().div_ceil(PAGE_SIZE).max(1) {
            let path = form.list(channel.label, index, page);
            put(
                &path,
                Resource::List {
                    channel: index as u16,
                    page: page as u16,
                },
            );
        }
    }
    for (number, article) in site.articles.iter().enumerate() {
        put(&article.path, Resource::Article(number as u32));
    }
    for page in 0..3 {
        put(&form.about(page), Resource::About(page as u8));
    }
    put(form.site_map(), Resource::SiteMap);
    for number in 0..8_u16 {
        for (ending, image) in [
            ("png", ImageForm::Png),
            ("jpg", ImageForm::Jpeg),
            ("gif", ImageForm::Gif),
        ] {
            put(
                &format!("/images/pic_{number}.{ending}"),
                Resource::Image { form: image, number },
            );
        }
    }
    let pictures = [
        "logo.png",
        "jiucuo.png",
        "gongan.png",
        "red.png",
        "zt.png",
        "head.jpg",
        "dot.gif",
    ];
    for (number, name) in pictures.iter().enumerate() {
        let image = match name.rsplit('.').next() {
            Some("jpg") => ImageForm::Jpeg,
            Some("gif") => ImageForm::Gif,
            _ => ImageForm::Png,
        };
        put(
            &format!("/images/{name}"),
            Resource::Image {
                form: image,
                number: 100 + number as u16,
            },
        );
    }
    for number in 0..4_u16 {
        for (ending, attachment) in [
            ("pdf", AttachmentForm::Pdf),
            ("doc", AttachmentForm::Doc),
            ("xlsx", AttachmentForm::Xlsx),
        ] {
            put(
                &format!("/attach/fj_{number}.{ending}"),
                Resource::Attachment {
                    form: attachment,
                    number,
                },
            );
        }
    }
    put("/css/main.css", Resource::StyleSheet);
    put("/css/main.css?v=20230101", Resource::StyleSheet);
    put("/js/common.js", Resource::Script);
    put("/robots.txt", Resource::Robots);
    put("/sitemap.xml", Resource::SiteMapXml);
    put(
        "/favicon.ico",
        Resource::Image {
            form: ImageForm::Png,
            number: 120,
        },
    );
    // Odd charsets on single pages of a few sites; the site map leads there.
    if site.index % 9 == 4 {
        put("/about/lszl.html", Resource::WrongCharset);
    }
    if site.index % 11 == 6 {
        put("/about/gbdzb.html", Resource::Utf16);
    }
}
