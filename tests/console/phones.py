"""The simulator's page of two phones, in a person's hands: the customer on the left, the staff member on the right."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.console.spoken import said_on_phones


@dataclass(frozen=True)
class Phones:
    """Both phones as one page shows them."""

    page: Page
    language: str

    @property
    def customer(self) -> Locator:
        """The left phone."""
        return self.page.locator(".holder.customer")

    @property
    def staff(self) -> Locator:
        """The right phone."""
        return self.page.locator(".holder.staff")

    def word(self, key: str, **values: object) -> str:
        """What the phones say in this language."""
        return said_on_phones(key, self.language, **values)

    def press(self, phone: Locator, key: str, **values: object) -> None:
        """Press the button with these words."""
        phone.get_by_role("button", name=self.word(key, **values), exact=True).click()

    def customer_name(self) -> str:
        """Who one is on the left."""
        return self.customer.locator("[data-who=customer] strong").inner_text()

    def add_contact(self) -> str:
        """The code has been scanned: ask to be added; the customer's name."""
        self.press(self.customer, "add")
        expect(self.customer.locator(".panel")).to_have_count(0)
        return self.customer_name()

    def accept(self) -> None:
        """The member lets the customer in."""
        self.staff.locator(".request").get_by_role("button", name=self.word("accept"), exact=True).click()

    def open_talk(self) -> None:
        """The customer opens the newest conversation."""
        self.customer.locator("button.chat").first.click()

    def read(self, via: str) -> Locator:
        """What the customer got that way: `welcome`, `mass`."""
        return self.customer.locator(f".line[data-via={via}] .bubble")

    def confirm_task(self) -> None:
        """The member sends what the company asks for."""
        self.staff.get_by_role("button", name=self.word("back"), exact=True).click()
        self.staff.locator("[data-tab=tasks]").click()
        self.press(self.staff.locator(".task"), "confirm")
        expect(self.staff.locator(".task")).to_have_count(0)

    def buy(self) -> None:
        """The customer leaves the conversation for the shop and buys what stands first."""
        self.press(self.customer, "back")
        self.customer.locator("[data-tab=shop]").click()
        self.customer.locator("[data-good]").first.click()
        self.customer.locator(".panel button.primary").click()
        expect(self.customer.locator("[data-order]")).to_have_count(1)
