"""The spiders: a generic one, and one per kind of portal; never one per site."""

from scraper.spiders.base import LedgerSpider
from scraper.spiders.jdih import JdihSpider
from scraper.spiders.site import SiteSpider

SPIDERS: tuple[type[LedgerSpider], ...] = (SiteSpider, JdihSpider)
