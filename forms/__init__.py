"""The way in: what is asked, and the pages that ask it. A form class never saves."""
