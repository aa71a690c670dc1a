"""The same portal as a bare Hugo site: a content adapter over the same YAML, the same issue and list pages, made for Pagefind too."""

import os
from pathlib import Path

_CONFIG = """\
baseURL = "https://example.org/"
locale = "zh"
title = "bench"
disableKinds = ["RSS", "404"]
[pagination]
  pagerSize = 50
[taxonomies]
  ledger = "ledgers"
  unit = "units"
  category = "categories"
  state = "states"
  year = "years"
"""

# State as the last event gives it; enough for the synthetic ledger, whose events are few.
_ADAPTER = """\
{{ $states := dict "销号" "已销号" "办结" "已办结待销号" "回访" "已办结待销号" }}
{{ range resources.Match "ledger/*.yml" }}
{{ range . | transform.Unmarshal }}
{{ $events := index . "办理过程" }}
{{ $last := index $events (sub (len $events) 1) }}
{{ $lead := "" }}
{{ range $events }}{{ with index . "主办单位" }}{{ $lead = . }}{{ end }}{{ end }}
{{ $received := printf "%v" (index . "收到日期") }}
{{ $page := dict
  "kind" "page"
  "path" (index . "编号")
  "title" (index . "标题")
  "dates" (dict "date" (time.AsTime $received))
  "content" (dict "mediaType" "text/markdown" "value" (index . "诉求内容"))
  "params" (dict
    "id" (index . "编号") "kindOf" (index . "类型") "channel" (index . "渠道") "received" $received "events" $events
    "ledgers" (slice "bench") "units" (slice $lead) "categories" (slice (index . "类别"))
    "states" (slice (index $states (index $last "事项") | default "办理中")) "years" (slice (substr $received 0 4))
  )
}}
{{ $.AddPage $page }}
{{ end }}
{{ end }}
"""

_BASE = """\
<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<header><a href="/">首页</a></header>{{ block "main" . }}{{ end }}</body></html>
"""

# As Pagefind's manual advises: the body marked, so that lists are not indexed, and a filter for each thing readers choose by.
_PAGE = """\
{{ define "main" }}<article data-pagefind-body><h1>{{ .Title }}</h1>
<table><tr><th>编号</th><td>{{ .Params.id }}</td></tr><tr><th>类型</th><td>{{ .Params.kindOf }}</td></tr>
<tr><th>渠道</th><td>{{ .Params.channel }}</td></tr><tr><th>收到日期</th><td data-pagefind-sort="date">{{ .Params.received }}</td></tr>
<tr><th>台账</th><td data-pagefind-filter="ledger">{{ index .Params.ledgers 0 }}</td></tr>
<tr><th>年份</th><td data-pagefind-filter="year">{{ index .Params.years 0 }}</td></tr>
<tr><th>主办单位</th><td data-pagefind-filter="unit">{{ index .Params.units 0 }}</td></tr>
<tr><th>类别</th><td data-pagefind-filter="category">{{ index .Params.categories 0 }}</td></tr>
<tr><th>状态</th><td data-pagefind-filter="state">{{ index .Params.states 0 }}</td></tr></table>
{{ .Content }}
<ol>{{ range .Params.events }}<li><time>{{ index . "日期" }}</time> <strong>{{ index . "事项" }}</strong>
{{ with index . "主办单位" }}<p>{{ . }}</p>{{ end }}{{ with index . "协办单位" }}<p>{{ range . }}{{ . }}{{ end }}</p>{{ end }}
{{ with index . "时限" }}<p>{{ . }}</p>{{ end }}{{ with index . "结果" }}<p>{{ . }}</p>{{ end }}{{ with index . "说明" }}<p>{{ . }}</p>{{ end }}
</li>{{ end }}</ol></article>{{ end }}
"""

_LIST = """\
{{ define "main" }}<h1>{{ .Title }}</h1>{{ $pages := .Paginate (cond (eq .Kind "section") .RegularPagesRecursive .Pages) }}
<table>{{ range $pages.Pages }}<tr><td>{{ .Params.id }}</td><td><a href="{{ .RelPermalink }}">{{ .Title }}</a></td>
<td>{{ with .Params.units }}{{ index . 0 }}{{ end }}</td><td>{{ with .Params.states }}{{ index . 0 }}{{ end }}</td><td>{{ .Params.received }}</td></tr>{{ end }}</table>
{{ partial "pager.html" . }}{{ end }}
"""

_PAGER = """\
{{ with .Paginator }}<nav>{{ if .HasPrev }}<a href="{{ .Prev.URL }}">上一页</a>{{ end }} {{ .PageNumber }}/{{ .TotalPages }}
{{ if .HasNext }}<a href="{{ .Next.URL }}">下一页</a>{{ end }}</nav>{{ end }}
"""


def write_site(folder: Path, content: Path) -> None:
    """Write a Hugo site into `folder` that reads the ledger files of `content` where they are."""
    files = {
        "hugo.toml": _CONFIG,
        "content/issues/_content.gotmpl": _ADAPTER,
        "content/issues/_index.md": "---\ntitle: 全部问题\n---\n",
        "layouts/_default/baseof.html": _BASE,
        "layouts/_default/single.html": _PAGE,
        "layouts/_default/list.html": _LIST,
        "layouts/_default/home.html": '{{ define "main" }}<h1>{{ len site.RegularPages }}</h1>{{ end }}',
        "layouts/partials/pager.html": _PAGER,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "assets" / "ledger").mkdir(parents=True)
    for path in sorted((content / "ledgers" / "bench").glob("part-*.yml")):
        os.link(path, folder / "assets" / "ledger" / path.name)
