"""Where links lead: the rules of Docusaurus and of GitHub, one small site at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint import gather, routes
from doclint.page import Link, Span
from doclint.routes.docusaurus import config, permalink
from doclint.routes.docusaurus.permalink import Front
from doclint.routes.target import Target
from doclint.site import Site

ROOT = {"generator": "docusaurus", "route-base-path": "/"}
DOCS = {"generator": "docusaurus", "route-base-path": "docs"}
GITHUB = {"generator": "github"}


CONFIG = "export default {baseUrl: '/', presets: [['classic', {}]]};"


def site(
    pages: Mapping[str, str], files: Iterable[str] | Mapping[str, str] = (), options: Mapping[str, object] = ROOT
) -> Site:
    contents = files if isinstance(files, Mapping) else dict.fromkeys(files, "")
    return gather.of_texts(pages, contents, options)


def follow(
    link: str,
    pages: Iterable[str] = (),
    files: Iterable[str] | Mapping[str, str] = (),
    at: str = "docs/here.md",
    **options: object,
) -> Target:
    """Where the one link of a page leads; `link` is an address, or Markdown or HTML with one."""
    text = link if link.startswith(("!", "[", "<")) else f"[x]({link})"
    generator = {k.replace("_", "-"): v for k, v in options.items()} or ROOT
    there = site({at: text, **dict.fromkeys(pages, "Text.\n")}, files, generator)
    (found,) = there.pages[at].links
    return routes.resolve(there.pages[at], found, there)


def leads(link: str, *pages: str, **options: object) -> tuple[str, str]:
    target = follow(link, pages, **options)  # type: ignore[arg-type]
    return target.verdict, target.path


@pytest.mark.parametrize(
    ("path", "front", "address"),
    [
        ("intro.md", Front(), "/intro"),
        ("01-intro.md", Front(), "/intro"),
        ("02 - intro.md", Front(), "/intro"),
        ("1._-intro.md", Front(), "/intro"),
        ("2021-11-report.md", Front(), "/2021-11-report"),
        ("7.0-notes.md", Front(), "/7.0-notes"),
        ("01-guides/02-signals.md", Front(), "/guides/signals"),
        ("01-guides/02-signals.md", Front(numbers=False), "/01-guides/02-signals"),
        ("guides/index.md", Front(), "/guides/"),
        ("guides/README.md", Front(), "/guides/"),
        ("guides/Guides.mdx", Front(), "/guides/"),
        ("index.md", Front(), "/"),
        ("guides/index.md", Front(id="start"), "/guides/"),
        ("guides/signals.md", Front(id="semaphores"), "/guides/semaphores"),
        ("guides/signals.md", Front(slug="/levers"), "/levers"),
        ("guides/signals.md", Front(slug="levers"), "/guides/levers"),
        ("guides/signals.md", Front(slug="../levers"), "/levers"),
        ("guides/index.md", Front(slug="./levers"), "/guides/levers"),
        ("a b.md", Front(), "/a b"),
    ],
)
def test_the_address_of_a_document(path: str, front: Front, address: str) -> None:
    assert permalink.doc(path, front) == address


@pytest.mark.parametrize(
    ("path", "front", "address"),
    [
        ("2021-08-26-harvest.md", Front(), "/2021/08/26/harvest"),
        ("2021-08-26-harvest/index.mdx", Front(), "/2021/08/26/harvest"),
        ("2021/08/26/harvest.md", Front(), "/2021/08/26/harvest"),
        ("harvest.md", Front(), "/harvest"),
        ("2021-08-26-harvest.md", Front(slug="pears"), "/pears"),
        ("2021-08-26-harvest.md", Front(slug="/pears"), "/pears"),
    ],
)
def test_the_address_of_a_blog_post(path: str, front: Front, address: str) -> None:
    assert permalink.post(path, front) == address


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("there", "docs/there.md"),
        ("/there", "docs/there.md"),
        ("/there/", "docs/there.md"),
        ("there?view=1#part", "docs/there.md"),
        ("../there", "docs/there.md"),
        ("./there.md", "docs/there.md"),
        ("there.md#part", "docs/there.md"),
        ("/there.md", "docs/there.md"),
        ("/docs/there.md", "docs/there.md"),
        ("@site/docs/there.md", "docs/there.md"),
        ("deep/in", "docs/deep/02-in.md"),
        ("deep/02-in.md", "docs/deep/02-in.md"),
        ("deep", "docs/deep/index.md"),
        ("deep/", "docs/deep/index.md"),
        ("a%20b", "docs/a b.md"),
        ("a%20b.md", "docs/a b.md"),
    ],
)
def test_docusaurus_finds_pages(link: str, found: str) -> None:
    pages = ("docs/there.md", "docs/deep/index.md", "docs/deep/02-in.md", "docs/a b.md")
    assert leads(link, *pages) == ("page", found)


@pytest.mark.parametrize(
    "link",
    ["gone", "/gone", "There", "/docs/there", "./gone.md", "there/more", "deep/index", "deep/02-in", "there.html"],
)
def test_docusaurus_misses_pages(link: str) -> None:
    assert leads(link, "docs/there.md", "docs/deep/index.md", "docs/deep/02-in.md")[0] == "missing-page"


def test_a_bare_file_name_is_also_looked_for_in_the_folder_of_the_documents() -> None:
    assert leads("there.md", "docs/there.md", at="docs/deep/here.md") == ("page", "docs/there.md")
    assert leads("./there.md", "docs/there.md", at="docs/deep/here.md")[0] == "missing-page"


def test_a_relative_address_starts_from_the_page_s_own_address() -> None:
    assert leads("there", "docs/deep/there.md", at="docs/deep/here.md") == ("page", "docs/deep/there.md")
    assert leads("there", "docs/deep/there.md", at="docs/deep/index.md") == ("page", "docs/deep/there.md")
    assert leads("there", "docs/there.md", at="docs/deep/index.md")[0] == "missing-page"


def test_with_closing_slashes_a_page_is_a_folder() -> None:
    slashes = {"generator": "docusaurus", "route_base_path": "/", "trailing_slash": True}
    assert leads("there", "docs/there.md", **slashes)[0] == "missing-page"
    assert leads("../there", "docs/there.md", **slashes) == ("page", "docs/there.md")


def test_front_matter_moves_a_page() -> None:
    pages = {"docs/a.md": "[x](/pears) [y](b)\n", "docs/b.md": "---\nslug: /pears\n---\n"}
    there = site(pages)
    page = there.pages["docs/a.md"]
    assert [routes.resolve(page, link, there).verdict for link in page.links] == ["page", "missing-page"]


def test_a_heading_in_front_matter_is_no_key() -> None:
    there = site({"docs/a.md": "[x](b)\n", "docs/b.md": "Text.\n\n---\nslug: /pears\n---\n"})
    (link,) = there.pages["docs/a.md"].links
    assert routes.resolve(there.pages["docs/a.md"], link, there).verdict == "page"


@pytest.mark.parametrize("link", ["/docs/there", "there", "/shop/docs/there", "there.md"])
def test_base_paths(link: str) -> None:
    options = {"generator": "docusaurus", "route_base_path": "docs", "base_url": "/shop/"}
    assert leads(link, "docs/there.md", **options) == ("page", "docs/there.md")


@pytest.mark.parametrize("link", ["/there", "/docs/there", "there"])
def test_without_a_base_path_both_are_right(link: str) -> None:
    assert leads(link, "docs/there.md", generator="docusaurus") == ("page", "docs/there.md")


@pytest.mark.parametrize(
    ("link", "files"),
    [
        ("/gone", ()),
        ("/guides/there", ("docusaurus.config.js",)),
        ("/", ("docusaurus.config.js",)),
        ("/docs/tags/pears", ("docusaurus.config.js",)),
        ("/docs/category/pears", ("docusaurus.config.js",)),
        ("/community/there", ("docusaurus.config.js", "community/there.md")),
        ("gone", ("versioned_docs/version-1/gone.md",)),
        ("/blog/gone", ()),
        ("/docs/deep", ("docusaurus.config.js", "docs/deep/in.md")),
    ],
)
def test_nobody_is_accused_while_the_site_is_not_known(link: str, files: tuple[str, ...]) -> None:
    assert follow(link, ["docs/there.md"], files, generator="docusaurus").verdict == "unchecked"


def test_with_its_configuration_a_site_is_known() -> None:
    here = ["src/pages/index.js", "src/pages/shop.jsx", "blog/2020-01-02-pears.md"]
    files = {"docusaurus.config.js": CONFIG, **dict.fromkeys(here, "")}
    for link, found in {
        "/": "src/pages/index.js",
        "/shop": "src/pages/shop.jsx",
        "/blog/2020/01/02/pears": "blog/2020-01-02-pears.md",
        "/blog": "",
        "/blog/archive": "",
    }.items():
        target = follow(link, files=files, generator="docusaurus")
        assert (target.verdict, target.path) == ("page", found)
    for link in ("/gone", "/blog/gone", "/docs", "/docs/tags", "/docs/category/pears", "/blog/tags", "/blog/page/2"):
        assert follow(link, files=files, generator="docusaurus").verdict == "missing-page"


def test_a_site_in_a_folder_of_the_repository() -> None:
    files = ["website/docusaurus.config.ts", "website/static/img/a.png"]
    at = "website/docs/here.md"
    assert follow("![a](/img/a.png)", [], files, at=at).path == "website/static/img/a.png"
    assert follow("there", ["website/docs/there.md"], files, at=at).path == "website/docs/there.md"
    assert follow("@site/docs/there.md", ["website/docs/there.md"], files, at=at).path == "website/docs/there.md"
    assert follow("there", ["docs/there.md"], files, at="docs/here.md").path == "docs/there.md"


def test_an_html_element_knows_addresses_and_no_files() -> None:
    assert leads('<a href="there.md">x</a>', "docs/there.md")[0] == "missing-page"
    assert leads('<a href="there">x</a>', "docs/there.md") == ("page", "docs/there.md")
    assert leads('<Card href="there.md">x</Card>', "docs/there.md") == ("page", "docs/there.md")


def test_known_paths_exist() -> None:
    options = {"generator": "docusaurus", "route_base_path": "/", "known_paths": ["/shop", "news/"]}
    for link in ("/shop", "/shop/", "shop#prices", "/news"):
        assert leads(link, **options) == ("page", "")
    assert leads("/shops", **options)[0] == "missing-page"


def test_settings_do_not_make_an_unreadable_configuration_known() -> None:
    files = {"docusaurus.config.js": "module.exports = build({baseUrl: '/'});"}
    options = {"generator": "docusaurus", "route_base_path": "docs", "known_paths": ["/shop"]}
    for link, verdict in {
        "/docs/there": "page",
        "/docs/gone": "missing-page",
        "/docs/tags/x": "unchecked",
        "/": "unchecked",
        "/shop": "page",
    }.items():
        assert follow(link, ["docs/there.md"], files, **options).verdict == verdict


def test_a_page_that_no_plugin_serves_is_read_on_github() -> None:
    files = {"docusaurus.config.js": CONFIG}
    options = {"generator": "docusaurus"}
    assert follow("docs/there.md", ["docs/there.md"], files, at="README.md", **options).path == "docs/there.md"
    assert follow("docs/gone.md", ["docs/there.md"], files, at="README.md", **options).verdict == "missing-page"
    there = site({"README.md": "# Title\n\n[x](#Title)\n"}, files, options)
    (link,) = there.pages["README.md"].links
    assert routes.ids(routes.resolve(there.pages["README.md"], link, there), there) is None


def test_partials_and_their_links() -> None:
    assert leads("_part", "docs/_part.mdx")[0] == "missing-page"
    assert leads("gone", at="docs/_part.mdx")[0] == "unchecked"
    assert leads("gone", at="README.md")[0] == "unchecked"


@pytest.mark.parametrize(
    "link",
    [
        "![a](../static/img/a.png)",
        "![a](/img/a.png)",
        "![a](/../static/img/a.png)",
        "![a](/../static//img/a.png)",
        "![a](@site/static/img/a.png)",
        "[a](/img/a.png)",
        "[a](../static/img/a.png)",
        '<img src="/img/a.png" />',
        '<a href="/img/a.png">a</a>',
        '<Card image="x" src="img/a.png" />',
    ],
)
def test_docusaurus_finds_files(link: str) -> None:
    assert follow(link, files=["static/img/a.png"]).verdict == "file"


@pytest.mark.parametrize(
    "link",
    [
        "![a](../static/img/b.png)",
        "![a](/img/b.png)",
        "![a](img/a.png)",
        "![a](/img/A.png)",
        "![a](@site/img/a.png)",
        '<img src="../static/img/a.png" />',
        '<Card imageUrl="/img/b.png" />',
    ],
)
def test_docusaurus_misses_files(link: str) -> None:
    assert follow(link, files=["static/img/a.png"]).verdict == "missing-file"


@pytest.mark.parametrize(
    ("link", "verdict"),
    [
        ("https://example.org/gone", "external"),
        ("//example.org/gone", "external"),
        ("mailto:a@example.org", "unchecked"),
        ("tel:+3212345", "unchecked"),
        ("data:image/png;base64,AAAA", "unchecked"),
        ("javascript:void(0)", "unchecked"),
        ("pathname:///gone", "unchecked"),
        ("{{site.url}}/gone", "unchecked"),
        ("<{% link gone.md %}>", "unchecked"),
        ("${base}/gone", "unchecked"),
        ("#part", "anchor-only"),
        ("?page=2", "anchor-only"),
        ("<>", "unchecked"),
    ],
)
@pytest.mark.parametrize("options", [ROOT, GITHUB], ids=["docusaurus", "github"])
def test_what_leads_elsewhere(link: str, verdict: str, options: Mapping[str, object]) -> None:
    there = site({"docs/here.md": "x\n"}, options=options)
    href = link[1:-1] if link.startswith("<") else link
    found = Link(href=href, text="x", span=Span(0, 1), target=None)
    assert routes.resolve(there.pages["docs/here.md"], found, there).verdict == verdict


@pytest.mark.parametrize(
    ("link", "verdict", "path"),
    [
        ("there.md", "page", "docs/there.md"),
        ("../README.md", "page", "README.md"),
        ("/README.md", "page", "README.md"),
        ("img/", "file", "docs/img"),
        ("..", "file", ""),
        ("img/a.svg", "file", "docs/img/a.svg"),
        ("a%20b.md", "page", "docs/a b.md"),
        ("../../issues", "unchecked", ""),
        ("/owner/other", "unchecked", ""),
        ("../.github/CONTRIBUTING.md", "unchecked", ""),
        ("../dist/book.pdf", "unchecked", ""),
        ("gone.md", "missing-page", ""),
        ("There.md", "missing-page", ""),
        ("there", "missing-page", ""),
        ("/docs/gone.md", "missing-page", ""),
        ("img/b.svg", "missing-file", ""),
    ],
)
def test_github(link: str, verdict: str, path: str) -> None:
    pages = ["docs/there.md", "README.md", "docs/a b.md"]
    target = follow(link, pages, ["docs/img/a.svg"], **GITHUB)
    assert (target.verdict, target.path) == (verdict, path)


@pytest.mark.parametrize(
    ("link", "verdict"),
    [
        ("there", "unchecked"),
        ("deep/there.md", "unchecked"),
        ("/gone.md", "unchecked"),
        ("gone.md", "missing-page"),
        ("../else.md", "missing-page"),
        ("feed.xml", "unchecked"),
        ("gone.pdf", "missing-file"),
    ],
)
def test_an_unknown_generator_is_accused_of_little(link: str, verdict: str) -> None:
    pages = ["docs/guide/deep/there.md"]
    assert follow(link, pages, at="docs/guide/more/here.md", generator="hugo").verdict == verdict


@pytest.mark.parametrize(
    ("link", "near", "sure"),
    [
        ("/Pear-Trees", "/pear-trees", True),
        ("Pear-Trees/", "pear-trees/", True),
        ("pear-tree", "/pear-trees", False),
        ("trees", "/pear-trees", False),
        ("pear-trees.mdx", "pear-trees.md", False),
        ("./pear-trees.mdx", "./pear-trees.md", False),
        ("../more/pear-trees.mdx", "pear-trees.md", False),
        ("/img/plums.png", "/img/plum.png", False),
        ("../img/plums.png", "../static/img/plum.png", False),
    ],
)
def test_the_nearest_is_named(link: str, near: str, sure: bool) -> None:
    pages = ["docs/pear-trees.md", "docs/soil.md", "docs/old/pear-trees.md"]
    found = follow(link, pages, ["static/img/plum.png"]).nearest
    assert found is not None
    assert (found.address, found.sure) == (near, sure)


def test_nothing_near_is_no_suggestion() -> None:
    assert follow("zzz", ["docs/pear-trees.md"]).nearest is None


@pytest.mark.parametrize(
    ("files", "text", "name"),
    [
        (["docusaurus.config.js", "docs/a.md"], "", "docusaurus"),
        (["website/docusaurus.config.ts", "docs/a.md"], "", "docusaurus"),
        (["mkdocs.yml", "docs/a.md"], "", "mkdocs"),
        (["hugo.toml", "content/a.md"], "", "hugo"),
        (["config.toml", "content/a.md"], "", "hugo"),
        (["config.toml", "docs/a.md"], "", "github"),
        (["config/_default/hugo.toml", "content/a.md"], "", "hugo"),
        (["docs/conf.py", "docs/index.md"], "", "sphinx"),
        (["docs/conf.py", "docs/index.rst", "README.md"], "", "sphinx"),
        (["app/conf.py", "docs/index.md"], "", "github"),
        (["docs/myst.yml", "docs/a.md"], "", "sphinx"),
        (["docs/_config.yml", "docs/_toc.yml", "docs/intro.md"], "", "sphinx"),
        (["_config.yml", "_toc.yml", "intro.md"], "", "sphinx"),
        (["_toc.yml", "a.md"], "", "github"),
        (["_config.yml", "a.md"], "", "jekyll"),
        (["docs/a.md"], "---\nsidebar_position: 2\n---\n", "docusaurus"),
        (["docs/a.md"], "---\ntitle: a\n---\nsidebar_position: 2\n", "github"),
        (["a.md"], "---\nsidebar_position: 2\n---\n", "github"),
        (["README.md", "docs/a.md"], "# Title\n", "github"),
    ],
)
def test_generators_are_recognised(files: list[str], text: str, name: str) -> None:
    assert routes.recognise(files, [text]) == name


def test_the_configuration_is_read_where_it_is_plain() -> None:
    text = """
    // baseUrl: '/old/',
    import {themes} from 'prism-react-renderer';
    const base = `/shop/`;
    const config: Config = {
      url: 'https://example.org', baseUrl: base, trailingSlash: false,
      title: 'It\\'s', themeConfig: {prism: {theme: themes.github}, re: /['"]/},
      presets: [['classic', {
        docs: {path: '../handbook', routeBasePath: '/', sidebarPath: require.resolve('./s.js'), e: ({p}) => `${p}`},
        blog: false,
      } satisfies Options]],
      plugins: [['@docusaurus/plugin-content-docs', {id: 'more', path: 'more', routeBasePath: 'more'}], 'sitemap'],
    };
    export default config;
    """
    found = config.read(text)
    assert (found.base_url, found.trailing_slash, found.foreign, dict(found.unclear)) == ("/shop/", False, (), {})
    assert [(p.kind, p.id, p.path, p.base) for p in found.plugins] == [
        ("docs", "", "../handbook", "/"),
        ("pages", "", "src/pages", "/"),
        ("docs", "more", "more", "more"),
    ]


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("module.exports = build({baseUrl: '/'});", "the whole configuration"),
        ("", "the whole configuration"),
        ("export default {", "the whole configuration"),
        ("export default {baseUrl: process.env.BASE ?? '/'};", "`baseUrl`"),
        ("export default {baseUrl: '/', presets: [['classic', {docs: {...shared}}]]};", "`path` of docs"),
        (
            "export default {baseUrl: '/', presets: [['classic', {docs: {routeBasePath: b}}]]};",
            "`routeBasePath` of docs",
        ),
        ("export default {baseUrl: '/', presets: [preset]};", "`presets`"),
        ("export default {baseUrl: '/', plugins: [function f() {}]};", "`plugins`"),
        ("export default {baseUrl: '/', trailingSlash: !true};", "`trailingSlash`"),
        (
            "export default {baseUrl: '/', presets: [['classic', {docs: {exclude: [...a], ...b}}]]};",
            "part of the options",
        ),
        ("export default {baseUrl: '/', presets: [['classic', {docs: {exclude: skip()}}]]};", "`exclude` of docs"),
        ("export default {baseUrl: '/', ...rest};", "`trailingSlash`"),
        ("export default async function f() { const c = {baseUrl: `/${x}/`}; return c; }", "`baseUrl`"),
    ],
)
def test_what_is_not_written_out_is_said_and_not_guessed(text: str, unclear: str) -> None:
    assert any(what.startswith(unclear) for what in config.read(text).unclear)
    there = site({"docs/here.md": "[x](/gone)\n"}, {"docusaurus.config.ts": text}, {"generator": "docusaurus"})
    (link,) = there.pages["docs/here.md"].links
    assert routes.resolve(there.pages["docs/here.md"], link, there).verdict == "unchecked"
    assert any(unclear in one.why and "set `" in one.why for one in there.skipped)


@given(st.text(alphabet=st.sampled_from("/.#?%@:abMD_-{}\\ \n&~2"), max_size=30), st.sampled_from([ROOT, GITHUB, DOCS]))
def test_no_address_breaks_it(href: str, options: Mapping[str, object]) -> None:
    there = site({"docs/here.md": "x\n", "docs/ab.md": "y\n"}, ["static/a.b"], options)
    for image in (False, True):
        for html in (False, True):
            link = Link(href=href, text="x", span=Span(0, 1), target=None, image=image, html=html)
            target = routes.resolve(there.pages["docs/here.md"], link, there)
            assert target.verdict != "page" or target.path in there.pages


def test_a_configuration_that_unfolds_without_end_is_left_alone() -> None:
    doubled = "".join(f"const a{n + 1} = [...a{n}, ...a{n}];\n" for n in range(60))
    assert config.read(f"const a0 = ['x'];\n{doubled}export default {{baseUrl: '/', plugins: a60}};").lost
    nested = "".join(f"const a{n + 1} = [a{n}, a{n}];\n" for n in range(60))
    files = {
        "docusaurus.config.js": CONFIG.replace("{}]", "{docs: {sidebarPath: 'sidebars.js'}}]"),
        "sidebars.js": f"const a0 = ['here'];\n{nested}export default {{main: a60}};",
    }
    assert follow("/docs/gone", (), files, generator="docusaurus").verdict == "missing-page"
    assert config.read("export default " + "[" * 10_000).lost


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_configuration_breaks_it(a: str, b: str) -> None:
    for text in (a + b, f"export default {{{a} docs: {{{b}", f"const c = {a};\nmodule.exports = [{b}"):
        assert config.read(text).present
