"""What editors decide about search, from a draft to what readers find."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.roles import Role
from search import indexing
from search.actions import publish_rules
from search.backends.base import Answer, Hit
from search.choices import Kind, Order
from search.documents import Line, Passage, SearchDocument
from search.editorial import draft_rules, live_rules
from search.models import BestBet, Boost, HiddenWord, PublishedRules, SavedQuery, SearchEvent, Synonym
from search.preview import changes, compare, digest
from search.promotion import boosted
from search.rules import NO_RULES, BoostRule, PromotionRule, Rules, SynonymRule
from tests.factories.accounts import PersonFactory
from tests.factories.explainers import make_explainer, make_topic

TODAY = datetime.date(2026, 11, 22)


# ------------------------------------------------------------------ pure rules


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Cho em hỏi ạ sổ đỏ là gì", "sổ đỏ là gì"),
        ("cho em hoi sổ đỏ", "sổ đỏ"),
        ("cho em hỏi", "cho em hỏi"),
        ("chocho em hỏi", "chocho em hỏi"),
    ],
)
def test_words_that_carry_nothing_are_left_out_unless_nothing_else_is_left(typed, left):
    assert Rules(ignored=("cho em hỏi ạ", "cho em hỏi")).without_ignored(typed) == left


def test_a_promotion_fits_whatever_the_accents():
    whole = PromotionRule("Sổ đỏ", "explainer:1")
    part = PromotionRule("sổ đỏ", "explainer:1", is_whole=False)
    assert whole.fits("so do?", "vi")
    assert not whole.fits("làm sổ đỏ", "vi")
    assert part.fits("làm sổ đỏ ở đâu", "vi")
    assert not part.fits("sổ xanh đỏ", "vi")
    assert not PromotionRule("sổ đỏ", "explainer:1", language="en").fits("sổ đỏ", "vi")


def test_a_word_that_is_never_offered_is_found_inside_a_suggestion():
    rules = Rules(unsuggested=("đánh bạc",))
    assert not rules.may_suggest("Cách đánh bạc")
    assert rules.may_suggest("Cách đánh vần")


def test_rules_outlive_their_way_into_the_database():
    rules = Rules(
        (SynonymRule("sổ đỏ", ("giấy chứng nhận",)),),
        (PromotionRule("sổ đỏ", "explainer:1"),),
        ("ạ",),
        ("x",),
        (BoostRule("laws", "document_type", "law", 1.5),),
    )
    assert Rules.from_json(rules.to_json()) == rules
    unknown = {"boosts": [{"name": "x", "field": "gone", "value": "", "weight": 1, "colour": 1}], "later": 1}
    assert Rules.from_json(unknown) == NO_RULES


def hit(number, score, **fields):
    document = SearchDocument(
        kind=fields.pop("kind", Kind.LAW_ARTICLE),
        object_id=number,
        title="",
        url=f"/{number}/",
        passages=(),
        **fields,
    )
    return Hit(document, Passage(lines=(Line("x"),)), score)


def test_a_boost_lifts_and_scores_below_nothing_stay_in_order():
    answer = Answer((hit(1, 0.0), hit(2, -1.0, document_type="decree"), hit(3, -2.0)), total=3)
    lifted = boosted(answer, [BoostRule("", "document_type", "decree", 2.0)], Order.RELEVANCE)
    assert [one.document.object_id for one in lifted.hits] == [2, 1, 3]
    assert boosted(answer, (), Order.RELEVANCE) is answer
    assert boosted(answer, [BoostRule("", "document_type", "decree", 2.0)], Order.NEWEST) is answer


def test_changes_are_named_one_by_one():
    live = Rules(ignored=("ạ",), boosts=(BoostRule("laws", "kind", "document", 1.5),))
    draft = Rules(ignored=("ạ", "dạ"))
    assert [(one.is_added, one.text) for one in changes(live, draft)] == [
        (True, "– dạ"),
        (False, "laws: kind = document × 1.5"),
    ]
    assert digest(live) != digest(draft)


# ------------------------------------------------------------------ the database holds the invariants


@pytest.mark.django_db
def test_the_database_refuses_what_means_nothing():
    topic = make_topic()
    Synonym.objects.create(typed="sổ đỏ", terms="giấy chứng nhận")
    for broken in (
        lambda: Synonym.objects.create(typed="sổ đỏ", terms="x"),
        lambda: Synonym.objects.create(typed="", terms="x"),
        lambda: BestBet.objects.create(query="x"),
        lambda: BestBet.objects.create(query="", page=topic),
        lambda: Boost.objects.create(name="x", field="kind", value="course", weight=50),
        lambda: Boost.objects.create(name="x", field="colour", value="red"),
        lambda: HiddenWord.objects.create(word="x", effect="burnt"),
        lambda: SavedQuery.objects.create(text=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


@pytest.mark.django_db
def test_only_what_is_searched_can_be_promoted():
    bet = BestBet(query="x", page=make_topic())
    with pytest.raises(ValidationError):
        bet.full_clean()


@pytest.mark.django_db
def test_what_was_published_is_never_changed():
    published = publish_rules(None)
    with pytest.raises(ValueError, match="never changed"):
        published.save()


# ------------------------------------------------------------------ draft → preview → published


@pytest.fixture
def own_index(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


@pytest.fixture
def pages(db, own_index):
    topic = make_topic()
    first = make_explainer(topic, "Phù hiệu xe là gì?", summary="Phù hiệu xe.")
    second = make_explainer(topic, "Biển xe taxi", summary="Biển của xe taxi có gì?")
    indexing.rebuild()
    return first, second


def found(client, query):
    return client.get("/tim-kiem/", {"q": query}).content.decode()


def test_a_draft_changes_nothing_until_it_is_published(client, pages):
    _, taxi = pages
    BestBet.objects.create(query="phù hiệu", page=taxi)
    Synonym.objects.create(typed="lốt xe", terms="phù hiệu")
    HiddenWord.objects.create(word="dạ thưa", effect="ignored")
    assert "data-promoted" not in found(client, "phu hieu")
    assert live_rules() == NO_RULES

    publish_rules(None)
    promoted = found(client, "phu hieu")
    section = promoted[promoted.index("data-promoted") : promoted.index("</section>")]
    assert taxi.url in section
    assert promoted.count(f'href="{taxi.url}"') == 1
    assert pages[0].url in found(client, "lốt xe")
    assert "data-further-terms" in found(client, "lốt xe")
    assert pages[0].url in found(client, "dạ thưa phù hiệu")


def test_a_promoted_page_that_is_gone_is_left_out(client, pages):
    BestBet.objects.create(query="phù hiệu", page=pages[1])
    publish_rules(None)
    pages[1].unpublish()
    indexing.rebuild()
    assert "data-promoted" not in found(client, "phù hiệu")


def test_before_and_after_side_by_side(pages):
    first, taxi = pages
    BestBet.objects.create(query="phù hiệu", page=taxi)
    saved = [SavedQuery(text="phù hiệu", wanted_url=taxi.url), SavedQuery(text="biển taxi")]
    changed, unchanged = compare(saved, NO_RULES, draft_rules(), today=TODAY)
    assert (changed.text, changed.is_changed, changed.is_better) == ("phù hiệu", True, True)
    assert [place.url for place in changed.before] == [first.url]
    assert [(place.url, place.moved) for place in changed.after] == [(taxi.url, None), (first.url, -1)]
    assert not unchanged.is_changed


@pytest.fixture
def sign_in(client):
    def as_role(role):
        client.force_login(PersonFactory(role=role))
        return client

    return as_role


PREVIEW = "search_rules:preview"


def test_an_editor_publishes_what_was_shown(sign_in, pages):
    client = sign_in(Role.EDITOR)
    BestBet.objects.create(query="phù hiệu", page=pages[1])
    SavedQuery.objects.create(text="phù hiệu", wanted_url=pages[1].url)
    page = client.get(reverse(PREVIEW))
    assert page.context["changed"] == page.context["better"] == 1
    shown = page.context["digest"]
    HiddenWord.objects.create(word="ạ", effect="ignored")
    client.post(reverse("search_rules:publish"), {"digest": shown})
    assert not PublishedRules.objects.exists()  # another editor's draft came between

    shown = client.get(reverse(PREVIEW)).context["digest"]
    client.post(reverse("search_rules:publish"), {"digest": shown, "summary": "Phù hiệu"})
    assert PublishedRules.objects.newest().summary == "Phù hiệu"
    assert "data-no-changes" in client.get(reverse(PREVIEW)).content.decode()


def test_an_older_set_comes_back(sign_in, pages):
    client = sign_in(Role.EDITOR)
    older = publish_rules(None)
    HiddenWord.objects.create(word="ạ", effect="ignored")
    publish_rules(None)
    page = client.get(reverse(PREVIEW), {"ban": older.pk})
    client.post(reverse("search_rules:publish"), {"digest": page.context["digest"], "ban": older.pk})
    assert live_rules() == NO_RULES
    assert HiddenWord.objects.exists()


@pytest.mark.parametrize(
    ("role", "may_look", "may_publish"),
    [
        (Role.EDITOR, True, True),
        (Role.LEGAL_REVIEWER, True, False),
        (Role.AUDITOR, True, False),
        (Role.TRAINER, False, False),
        (Role.ADMINISTRATOR, True, True),
    ],
)
def test_who_may_look_and_who_may_publish(sign_in, db, own_index, role, may_look, may_publish):
    client = sign_in(role)
    assert (client.get(reverse(PREVIEW)).status_code == 200) is may_look
    client.post(reverse("search_rules:publish"), {"digest": digest(draft_rules())})
    assert PublishedRules.objects.exists() is may_publish
    listing = client.get(reverse("wagtailsnippets_search_synonym:list"))
    assert (listing.status_code == 200) is may_look


@pytest.mark.parametrize(
    "model", ["synonym", "bestbet", "hiddenword", "boost", "savedquery", "askedquestion"]
)
def test_lists_of_the_editor_are_searched_and_filtered(sign_in, pages, model):
    client = sign_in(Role.EDITOR)
    BestBet.objects.create(query="phù hiệu", page=pages[1])
    Boost.objects.create(name="Luật", field="document_type", value="law", weight=1.5)
    assert client.get(reverse(f"wagtailsnippets_search_{model}:list"), {"q": "phù"}).status_code == 200


def test_frequent_searches_are_saved_to_judge_by(sign_in, pages):
    client = sign_in(Role.EDITOR)
    for text in ("phù hiệu", "phù hiệu", "biển"):
        SearchEvent.objects.create(day=TODAY, language="vi", text=text, folded=text, total=3)
    client.post(reverse("search_rules:save_frequent"))
    client.post(reverse("search_rules:save_frequent"))
    assert set(SavedQuery.objects.values_list("text", flat=True)) == {"phù hiệu", "biển"}
    assert User.objects.exists()
