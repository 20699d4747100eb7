"""Languages that people write and hold sessions in, each by its own name, which no translation changes."""

LANGUAGES = {
    "en-GB": "English",
    "bfi": "British Sign Language",
    "ar": "العربية",
    "bn": "বাংলা",
    "bg": "Български",
    "zh": "中文",
    "de": "Deutsch",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "hi": "हिन्दी",
    "it": "Italiano",
    "ku": "Kurdî",
    "lv": "Latviešu",
    "lt": "Lietuvių",
    "hu": "Magyar",
    "ps": "پښتو",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sq": "Shqip",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
}


def language_name(tag: str) -> str:
    """The language's own name; for one that is not listed, its tag."""
    return LANGUAGES.get(tag, tag)
