/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/theme.h"

#include "base/str.h"

#include <stddef.h>

enum { OWN = -1, BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

const char *const theme_names[THEMES] = {
	[THEME_DEFAULT] = "default",
	[THEME_DARK] = "dark",
	[THEME_CONTRAST] = "contrast",
	[THEME_COLOUR_BLIND] = "colour-blind",
	[THEME_MONO] = "mono",
};

/* clang-format off */
const struct look theme_looks[THEMES][STYLES] = {
	/* The terminal's own colours, whichever it has, and little besides. */
	[THEME_DEFAULT] = {
		[STYLE_NORMAL] = {OWN,     OWN, .bold = false},
		[STYLE_TITLE]  = {OWN,     OWN, .bold = true},
		[STYLE_STATUS] = {OWN,     OWN, .reverse = true},
		[STYLE_LABEL]  = {OWN,     OWN, .bold = false},
		[STYLE_VALUE]  = {OWN,     OWN, .bold = true},
		[STYLE_FOCUS]  = {OWN,     OWN, .reverse = true},
		[STYLE_MARKED] = {CYAN,    OWN, .bold = true},
		[STYLE_LARGE]  = {OWN,     OWN, .bold = true},
		[STYLE_DIM]    = {OWN,     OWN, .dim = true},
		[STYLE_KEY]    = {OWN,     OWN, .bold = true},
		[STYLE_OK]     = {GREEN,   OWN, .bold = true},
		[STYLE_WARN]   = {YELLOW,  OWN, .bold = true, .underline = true},
		[STYLE_ERROR]  = {RED,     OWN, .bold = true, .reverse = true},
		[STYLE_FIELD]  = {OWN,     OWN, .underline = true},
		[STYLE_PAPER]  = {BLACK,   WHITE, .bold = false},
		[STYLE_INK]    = {WHITE,   BLACK, .bold = false},
	},
	[THEME_DARK] = {
		[STYLE_NORMAL] = {WHITE,   BLACK, .bold = false},
		[STYLE_TITLE]  = {CYAN,    BLACK, .bold = true},
		[STYLE_STATUS] = {WHITE,   BLUE,  .bold = true},
		[STYLE_LABEL]  = {CYAN,    BLACK, .bold = false},
		[STYLE_VALUE]  = {WHITE,   BLACK, .bold = true},
		[STYLE_FOCUS]  = {BLACK,   CYAN,  .bold = false},
		[STYLE_MARKED] = {YELLOW,  BLACK, .bold = true},
		[STYLE_LARGE]  = {WHITE,   BLACK, .bold = true},
		[STYLE_DIM]    = {WHITE,   BLACK, .dim = true},
		[STYLE_KEY]    = {YELLOW,  BLACK, .bold = true},
		[STYLE_OK]     = {GREEN,   BLACK, .bold = true},
		[STYLE_WARN]   = {YELLOW,  BLACK, .bold = true, .underline = true},
		[STYLE_ERROR]  = {WHITE,   RED,   .bold = true},
		[STYLE_FIELD]  = {WHITE,   BLACK, .underline = true},
		[STYLE_PAPER]  = {BLACK,   WHITE, .bold = false},
		[STYLE_INK]    = {WHITE,   BLACK, .bold = false},
	},
	/* Nothing but black, white and yellow; no dim text. */
	[THEME_CONTRAST] = {
		[STYLE_NORMAL] = {WHITE,   BLACK, .bold = true},
		[STYLE_TITLE]  = {YELLOW,  BLACK, .bold = true, .underline = true},
		[STYLE_STATUS] = {BLACK,   WHITE, .bold = false},
		[STYLE_LABEL]  = {WHITE,   BLACK, .bold = true},
		[STYLE_VALUE]  = {YELLOW,  BLACK, .bold = true, .underline = true},
		[STYLE_FOCUS]  = {BLACK,   YELLOW, .bold = false},
		[STYLE_MARKED] = {YELLOW,  BLACK, .bold = true},
		[STYLE_LARGE]  = {YELLOW,  BLACK, .bold = true},
		[STYLE_DIM]    = {WHITE,   BLACK, .bold = false},
		[STYLE_KEY]    = {YELLOW,  BLACK, .bold = true},
		[STYLE_OK]     = {WHITE,   BLACK, .bold = true, .underline = true},
		[STYLE_WARN]   = {YELLOW,  BLACK, .bold = true, .underline = true},
		[STYLE_ERROR]  = {BLACK,   WHITE, .underline = true},
		[STYLE_FIELD]  = {YELLOW,  BLACK, .underline = true},
		[STYLE_PAPER]  = {BLACK,   WHITE, .bold = false},
		[STYLE_INK]    = {WHITE,   BLACK, .bold = false},
	},
	/* Blue against yellow is told apart with every common colour blindness;
	 * red against green is never used. */
	[THEME_COLOUR_BLIND] = {
		[STYLE_NORMAL] = {OWN,     OWN, .bold = false},
		[STYLE_TITLE]  = {OWN,     OWN, .bold = true},
		[STYLE_STATUS] = {OWN,     OWN, .reverse = true},
		[STYLE_LABEL]  = {OWN,     OWN, .bold = false},
		[STYLE_VALUE]  = {OWN,     OWN, .bold = true},
		[STYLE_FOCUS]  = {OWN,     OWN, .reverse = true},
		[STYLE_MARKED] = {YELLOW,  OWN, .bold = true},
		[STYLE_LARGE]  = {OWN,     OWN, .bold = true},
		[STYLE_DIM]    = {OWN,     OWN, .dim = true},
		[STYLE_KEY]    = {OWN,     OWN, .bold = true},
		[STYLE_OK]     = {CYAN,    OWN, .bold = true},
		[STYLE_WARN]   = {YELLOW,  OWN, .bold = true, .underline = true},
		[STYLE_ERROR]  = {WHITE,   BLUE, .bold = true, .underline = true},
		[STYLE_FIELD]  = {OWN,     OWN, .underline = true},
		[STYLE_PAPER]  = {BLACK,   WHITE, .bold = false},
		[STYLE_INK]    = {WHITE,   BLACK, .bold = false},
	},
	[THEME_MONO] = {
		[STYLE_NORMAL] = {OWN,     OWN, .bold = false},
		[STYLE_TITLE]  = {OWN,     OWN, .bold = true},
		[STYLE_STATUS] = {OWN,     OWN, .reverse = true},
		[STYLE_LABEL]  = {OWN,     OWN, .bold = false},
		[STYLE_VALUE]  = {OWN,     OWN, .bold = true},
		[STYLE_FOCUS]  = {OWN,     OWN, .reverse = true},
		[STYLE_MARKED] = {OWN,     OWN, .bold = true},
		[STYLE_LARGE]  = {OWN,     OWN, .bold = true},
		[STYLE_DIM]    = {OWN,     OWN, .dim = true},
		[STYLE_KEY]    = {OWN,     OWN, .bold = true},
		[STYLE_OK]     = {OWN,     OWN, .bold = true},
		[STYLE_WARN]   = {OWN,     OWN, .bold = true, .underline = true},
		[STYLE_ERROR]  = {OWN,     OWN, .bold = true, .reverse = true},
		[STYLE_FIELD]  = {OWN,     OWN, .underline = true},
		[STYLE_PAPER]  = {OWN,     OWN, .reverse = true},
		[STYLE_INK]    = {OWN,     OWN, .bold = false},
	},
};
/* clang-format on */

bool theme_find(const char *name, enum theme *out)
{
	for (int i = 0; i < THEMES; i++)
		if (str_eq(name, theme_names[i])) {
			*out = (enum theme)i;
			return true;
		}
	return false;
}
