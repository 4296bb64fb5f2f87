/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/fixture.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "model/kind.h"
#include "model/page.h"
#include "model/resource.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char screen_orders[] =
	"{\"kind\":\"list\",\"resource\":\"orders\",\"columns\":[\"number\",\"status\",\"customer\",\"rows_count\"],"
	"\"filters\":[\"status\",\"delivery_date\"],\"jumps\":[\"stock\"]}";

static const char screen_stock[] =
	"{\"kind\":\"list\",\"resource\":\"article-items\",\"filter\":{\"in_stock\":true},"
	"\"columns\":[\"article\",\"location\",\"quantity\",\"batch\"],\"filters\":[\"article\",\"batch\",\"quantity\"]}";

static const char screen_receive[] =
	"{\"kind\":\"task\",\"send\":\"receive\",\"steps\":["
	"{\"ask\":\"article\",\"scan\":[\"article\",\"gs1 01\"]},{\"ask\":\"batch\",\"scan\":[\"gs1 10\",\"text\"],\"if\":\"asks_batch\"},"
	"{\"ask\":\"quantity\",\"suggest\":\"left\"},{\"ask\":\"location\",\"scan\":[\"location\"],\"unless\":\"placed\"},"
	"{\"ask\":\"load_carrier\",\"scan\":[\"gs1 00\"],\"optional\":true}],\"again\":\"article\"}";

static const char screen_picks[] =
	"{\"kind\":\"task\",\"resource\":\"orders\",\"filter\":{\"open\":true},\"columns\":[\"number\"],\"rows\":\"rows\",\"take\":\"take\","
	"\"send\":\"pick\",\"finish\":\"stage\",\"fill\":{\"order_row\":\"id\",\"article\":\"article\"},"
	"\"steps\":[{\"ask\":\"location\",\"scan\":[\"location\"],\"confirm\":true},{\"ask\":\"quantity\",\"suggest\":\"left\"}],"
	"\"finish_steps\":[{\"ask\":\"to_location\",\"scan\":[\"location\"]}],\"again\":\"location\"}";

static const char screen_password[] =
	"{\"kind\":\"form\",\"action\":\"change\",\"fields\":[{\"name\":\"old\",\"type\":\"text(128)\",\"label\":[\"Old\",\"Gammalt\"],"
	"\"required\":true,\"secret\":true},{\"name\":\"note\",\"type\":\"text\",\"label\":[\"Note\",\"Notering\"]}]}";

static const char screen_workers[] =
	"{\"kind\":\"list\",\"columns\":[\"login\",\"goods_owners\"],\"filters\":[\"goods_owners\",\"seen\"],"
	"\"form\":[\"level\",\"login\",\"customer\",\"password\",\"goods_owners\"],"
	"\"extra\":[{\"name\":\"password\",\"type\":\"text(128)\",\"label\":[\"Password\",\"Lösenord\"],\"secret\":true}],"
	"\"when\":{\"customer\":{\"level\":[\"reseller\"]}},"
	"\"ask\":{\"token\":[{\"name\":\"note\",\"type\":\"text\",\"label\":[\"Note\",\"Notering\"]}]},"
	"\"parts\":{\"visits\":\"end-visit\"},\"links\":[\"password\"],\"single\":true,\"own\":true,\"note\":[\"Mind the gap\",\"Se upp\"]}";

static const char screen_house[] =
	"{\"kind\":\"dashboard\",\"tiles\":[{\"name\":\"late\",\"label\":[\"Late\",\"Sena\"],\"page\":\"orders\"},"
	"{\"name\":\"open-orders\",\"label\":[\"Open\",\"Öppna\"]}]}";

static const char actions[] =
	"page\taction\tclass\tright\tlabel_en\tlabel_sv\ton\n"
	"orders\tread\torders\t-\t-\t-\t-\n"
	"orders\tcreate|update|delete\torders\tmodify\t-\t-\t-\n"
	"orders\trelease\torders\tapprove\tRelease\tSläpp\trow\n"
	"order-statuses\tread|create|update|import\tregisters\t-\t-\t-\t-\n"
	"stock\tread|export\tread-stock\t-\t-\t-\t-\n"
	"receive\tread\tread-stock\t-\t-\t-\t-\n"
	"receive\tdo\tstock\t-\t-\t-\t-\n"
	"picks\tdo\tstock\t-\t-\t-\t-\n"
	"picks\ttake\tstock\t-\tTake\tTa\trow\n"
	"picks\tnext\tstock\t-\tNext\tNästa\tpage\n"
	"password\tchange\tprofile\t-\tChange\tÄndra\tpage\n"
	"workers\tread|create|update|delete\tregisters\t-\t-\t-\t-\n"
	"workers\ttoken\tregisters\t-\tToken\tNyckel\trow\n"
	"workers\tend-visit\tregisters\t-\tEnd\tAvsluta\trow\n"
	"workers\treview\tregisters\t-\tReview\tGranska\tpage\n"
	"house\tread\tregisters\t-\t-\t-\t-\n";

static const char classes[] =
	"class\tadministrator\twarehouse\tcustomer\tapi\tautomation\treseller\tsupplier\tdashboard\n"
	"orders\tyes\tyes\tyes\tno\tno\tyes\tno\tno\n"
	"registers\tyes\tno\tno\tno\tno\tno\tno\tno\n"
	"read-stock\tyes\tyes\tyes\tno\tno\tno\tno\tno\n"
	"stock\tyes\tyes\tno\tno\tno\tno\tno\tno\n"
	"profile\tyes\tyes\tyes\tno\tno\tyes\tyes\tno\n";

static const char pages[] =
	"id\tsection\tsection_sv\tsubsection\tsubsection_sv\tname_en\tname_sv\tadministrator\twarehouse\tcustomer\tcustomer_extended\treseller\tsupplier\n"
	"orders\tOrder\tOrder\tOutbound\tUtgående\tOrders\tOrdrar\tyes\tyes\tyes\tyes\tyes\tno\n"
	"stock\tGoods flow\tGodsflöde\t\t\tStock\tLager\tyes\tyes\tyes\tyes\tno\tno\n"
	"receive\tWarehouse\tLager\t\t\tReceive goods\tInleverera\tyes\tyes\tno\tno\tno\tno\n"
	"picks\tWarehouse\tLager\t\t\tPicks\tPlock\tyes\tyes\tno\tno\tno\tno\n"
	"order-statuses\tRegisters\tRegister\t\t\tOrder statuses\tOrderstatusar\tyes\tno\tyes@System\tno\tno\tno\n"
	"dashboard\tStatistics\tStatistik\t\t\tDashboard\tDashboard\tyes\tno\tno\tno\tno\tno\n"
	"password\tSystem\tSystem\t\t\tChange password\tÄndra lösenord\tno\tyes\tyes\tyes\tyes\tyes\n"
	"workers\tSystem\tSystem\t\t\tWorkers\tMedarbetare\tyes\tno\tno\tno\tno\tno\n"
	"house\tStatistics\tStatistik\t\t\tHouse\tHuset\tyes\tno\tno\tno\tno\tno\n";

static const char registers[] =
	"{\"like\":{\"key\":\"code\",\"fields\":["
	"{\"name\":\"code\",\"type\":\"code(20)\",\"label\":[\"Code\",\"Kod\"],\"required\":true,\"unique\":\"\",\"set\":\"create\"},"
	"{\"name\":\"name_en\",\"type\":\"text(100)\",\"label\":[\"Name in English\",\"Namn på engelska\"],\"required\":true},"
	"{\"name\":\"name_sv\",\"type\":\"text(100)\",\"label\":[\"Name in Swedish\",\"Namn på svenska\"],\"required\":true},"
	"{\"name\":\"position\",\"type\":\"integer\",\"label\":[\"Position\",\"Ordning\"],\"default\":0},"
	"{\"name\":\"active\",\"type\":\"bool\",\"label\":[\"Active\",\"Aktiv\"],\"default\":true}],"
	"\"sort\":[\"position\",\"code\"],\"find\":[\"code\",\"name_en\",\"name_sv\"]},"
	"\"order-statuses\":{\"fields\":[{\"name\":\"number\",\"type\":\"integer\",\"label\":[\"Number\",\"Nummer\"]}]},"
	"\"units\":{\"name\":[\"Unit\",\"Enhet\"],\"replica\":true}}";

static const char article_items[] =
	"{\"name\":[\"Article item\",\"Artikelindivid\"],\"key\":\"article\",\"replica\":true,"
	"\"scope\":{\"goods_owner\":\"goods_owner\",\"warehouse\":\"warehouse\"},\"fields\":["
	"{\"name\":\"goods_owner\",\"type\":\"ref\",\"to\":\"goods-owners\",\"required\":true},"
	"{\"name\":\"warehouse\",\"type\":\"ref\",\"to\":\"warehouses\",\"required\":true},"
	"{\"name\":\"article\",\"type\":\"ref\",\"to\":\"articles\",\"required\":true},"
	"{\"name\":\"location\",\"type\":\"ref\",\"to\":\"locations\",\"required\":true},"
	"{\"name\":\"batch\",\"type\":\"code(20)\",\"label\":[\"Batch\",\"Batch\"]},"
	"{\"name\":\"expiry\",\"type\":\"date\",\"label\":[\"Expires\",\"Utgår\"]},"
	"{\"name\":\"order\",\"type\":\"ref\",\"to\":\"orders\"},"
	"{\"name\":\"state\",\"type\":\"choice\",\"of\":[[\"free\",\"Free\",\"Fritt\"],[\"locked\",\"Locked\",\"Spärrat\"]],"
	"\"label\":[\"State\",\"Tillstånd\"],\"default\":\"free\"},"
	"{\"name\":\"quantity\",\"type\":\"quantity\",\"label\":[\"Quantity\",\"Antal\"],\"default\":1},"
	"{\"name\":\"in_stock\",\"type\":\"bool\",\"label\":[\"In stock\",\"I lager\"],\"default\":true}],"
	"\"unique\":[[\"article\",\"location\",\"batch\",\"expiry\",\"order\"]],"
	"\"sort\":[\"article\",\"location\",\"expiry\",\"batch\"],\"find\":[\"batch\"]}";

static const char articles[] =
	"{\"name\":[\"Article\",\"Artikel\"],\"key\":\"number\",\"title\":\"name\",\"replica\":true,"
	"\"scope\":{\"goods_owner\":\"goods_owner\"},\"fields\":["
	"{\"name\":\"goods_owner\",\"type\":\"ref\",\"to\":\"goods-owners\",\"required\":true,\"set\":\"create\"},"
	"{\"name\":\"number\",\"type\":\"code(30)\",\"label\":[\"Article number\",\"Artikelnummer\"],\"required\":true,\"unique\":\"goods_owner\"},"
	"{\"name\":\"name\",\"type\":\"text(100)\",\"label\":[\"Article name\",\"Benämning\"],\"required\":true},"
	"{\"name\":\"unit\",\"type\":\"ref\",\"to\":\"units\"},"
	"{\"name\":\"weight\",\"type\":\"quantity\",\"label\":[\"Weight\",\"Vikt\"]},"
	"{\"name\":\"price\",\"type\":\"money\",\"label\":[\"Price\",\"Pris\"]},"
	"{\"name\":\"ean\",\"type\":\"gtin\",\"label\":[\"GTIN\",\"GTIN\"]},"
	"{\"name\":\"changed\",\"type\":\"time\",\"label\":[\"Changed\",\"Ändrad\"],\"set\":\"never\"},"
	"{\"name\":\"in_stock\",\"type\":\"sum\",\"of\":\"article-items\",\"field\":\"quantity\",\"by\":\"article\",\"where\":{\"in_stock\":true},"
	"\"label\":[\"In stock\",\"I lager\"]},"
	"{\"name\":\"locked\",\"type\":\"sum\",\"of\":\"article-items\",\"field\":\"quantity\",\"by\":\"article\",\"where\":{\"state\":\"locked\"},"
	"\"label\":[\"Locked\",\"Spärrat\"]},"
	"{\"name\":\"places\",\"type\":\"sum\",\"of\":\"article-items\",\"by\":\"article\",\"label\":[\"Places\",\"Platser\"]},"
	"{\"name\":\"items\",\"type\":\"rows\",\"of\":\"article-items\",\"by\":\"article\"}],"
	"\"sort\":[\"number\",\"name\"],\"find\":[\"number\",\"name\",\"ean\"]}";

static const char customers[] =
	"{\"name\":[\"Customer\",\"Kund\"],\"key\":\"number\",\"title\":\"name\","
	"\"scope\":{\"goods_owner\":\"goods_owner\",\"consignee\":\"id\"},\"fields\":["
	"{\"name\":\"goods_owner\",\"type\":\"ref\",\"to\":\"goods-owners\",\"required\":true},"
	"{\"name\":\"number\",\"type\":\"code(30)\",\"label\":[\"Number\",\"Nummer\"],\"required\":true,\"unique\":\"goods_owner\"},"
	"{\"name\":\"name\",\"type\":\"text(100)\",\"label\":[\"Name\",\"Namn\"],\"required\":true}],"
	"\"sort\":[\"number\",\"name\"],\"find\":[\"number\",\"name\"]}";

static const char goods_owners[] =
	"{\"name\":[\"Goods owner\",\"Godsägare\"],\"key\":\"code\",\"title\":\"name\",\"replica\":true,\"scope\":{\"goods_owner\":\"id\"},\"fields\":["
	"{\"name\":\"code\",\"type\":\"code(20)\",\"label\":[\"Code\",\"Kod\"],\"required\":true,\"unique\":true},"
	"{\"name\":\"name\",\"type\":\"text(100)\",\"label\":[\"Name\",\"Namn\"],\"required\":true}],"
	"\"sort\":[\"code\",\"name\"],\"find\":[\"code\",\"name\"]}";

static const char locations[] =
	"{\"name\":[\"Location\",\"Lagerplats\"],\"key\":\"name\",\"replica\":true,\"scope\":{\"warehouse\":\"warehouse\"},\"fields\":["
	"{\"name\":\"warehouse\",\"type\":\"ref\",\"to\":\"warehouses\",\"required\":true,\"set\":\"create\"},"
	"{\"name\":\"name\",\"type\":\"code(20)\",\"label\":[\"Location\",\"Lagerplats\"],\"required\":true,\"unique\":\"warehouse\"},"
	"{\"name\":\"pick_order\",\"type\":\"integer\",\"label\":[\"Pick order\",\"Plockordning\"]}],"
	"\"sort\":[\"name\",\"pick_order\"],\"find\":[\"name\"]}";

static const char order_rows[] =
	"{\"name\":[\"Order row\",\"Orderrad\"],\"key\":\"position\",\"scope\":{\"goods_owner\":\"goods_owner\"},\"fields\":["
	"{\"name\":\"order\",\"type\":\"ref\",\"to\":\"orders\",\"required\":true},"
	"{\"name\":\"goods_owner\",\"type\":\"ref\",\"to\":\"goods-owners\",\"required\":true},"
	"{\"name\":\"position\",\"type\":\"integer\",\"label\":[\"Row\",\"Rad\"]},"
	"{\"name\":\"article\",\"type\":\"ref\",\"to\":\"articles\",\"required\":true},"
	"{\"name\":\"comment\",\"type\":\"text(200)\",\"label\":[\"Comment\",\"Kommentar\"]}],"
	"\"sort\":[\"position\",\"article\"],\"index\":[\"article\"]}";

static const char orders[] =
	"{\"name\":[\"Order\",\"Order\"],\"key\":\"number\",\"rules\":\"order\","
	"\"scope\":{\"goods_owner\":\"goods_owner\",\"warehouse\":\"warehouse\",\"consignee\":\"customer\"},\"fields\":["
	"{\"name\":\"number\",\"type\":\"code(30)\",\"label\":[\"Order\",\"Order\"],\"set\":\"series\",\"unique\":true},"
	"{\"name\":\"goods_owner\",\"type\":\"ref\",\"to\":\"goods-owners\",\"required\":true,\"set\":\"create\"},"
	"{\"name\":\"warehouse\",\"type\":\"ref\",\"to\":\"warehouses\",\"required\":true},"
	"{\"name\":\"status\",\"type\":\"ref\",\"to\":\"order-statuses\",\"label\":[\"Status\",\"Status\"],\"set\":\"action\"},"
	"{\"name\":\"customer\",\"type\":\"ref\",\"to\":\"customers\",\"required\":true},"
	"{\"name\":\"delivery_date\",\"type\":\"date\",\"label\":[\"Delivery\",\"Leverans\"]},"
	"{\"name\":\"reference\",\"type\":\"text(60)\",\"label\":[\"Reference\",\"Referens\"]},"
	"{\"name\":\"open\",\"type\":\"bool\",\"label\":[\"Open\",\"Öppen\"],\"default\":true,\"set\":\"never\"},"
	"{\"name\":\"rows_count\",\"type\":\"sum\",\"of\":\"order-rows\",\"by\":\"order\",\"label\":[\"Rows\",\"Rader\"]},"
	"{\"name\":\"rows\",\"type\":\"rows\",\"of\":\"order-rows\",\"by\":\"order\"}],"
	"\"sort\":[\"number\",\"delivery_date\",\"status\"],\"newest_first\":true,\"find\":[\"number\",\"reference\"]}";

static const char visits[] =
	"{\"name\":[\"Visit\",\"Besök\"],\"key\":\"place\",\"outside\":true,\"fields\":["
	"{\"name\":\"worker\",\"type\":\"ref\",\"to\":\"workers\"},"
	"{\"name\":\"place\",\"type\":\"text\",\"label\":[\"Place\",\"Plats\"]}]}";

static const char warehouses[] =
	"{\"name\":[\"Warehouse\",\"Lager\"],\"key\":\"code\",\"title\":\"name\",\"replica\":true,\"scope\":{\"warehouse\":\"id\"},\"fields\":["
	"{\"name\":\"code\",\"type\":\"code(20)\",\"label\":[\"Code\",\"Kod\"],\"required\":true,\"unique\":true},"
	"{\"name\":\"name\",\"type\":\"text(100)\",\"label\":[\"Name\",\"Namn\"],\"required\":true}],"
	"\"sort\":[\"code\"],\"find\":[\"code\",\"name\"]}";

static const char workers[] =
	"{\"name\":[\"Worker\",\"Medarbetare\"],\"key\":\"login\",\"title\":\"name\",\"fields\":["
	"{\"name\":\"login\",\"type\":\"code(60)\",\"label\":[\"Login\",\"Inloggning\"],\"required\":true,\"unique\":true},"
	"{\"name\":\"name\",\"type\":\"text(100)\",\"label\":[\"Name\",\"Namn\"]},"
	"{\"name\":\"level\",\"type\":\"choice\",\"of\":[[\"warehouse\",\"Warehouse\",\"Lager\"],[\"reseller\",\"Reseller\","
	"\"Återförsäljare\"]],\"label\":[\"Level\",\"Nivå\"],\"default\":\"warehouse\"},"
	"{\"name\":\"home\",\"type\":\"ref\",\"to\":\"warehouses\"},"
	"{\"name\":\"customer\",\"type\":\"ref\",\"to\":\"customers\"},"
	"{\"name\":\"goods_owners\",\"type\":\"refs\",\"to\":\"goods-owners\",\"label\":[\"Goods owners\",\"Godsägare\"],"
	"\"required\":true},"
	"{\"name\":\"units\",\"type\":\"refs\",\"to\":\"units\",\"set\":\"create\"},"
	"{\"name\":\"seen\",\"type\":\"time\",\"label\":[\"Last seen\",\"Senast sedd\"],\"set\":\"never\",\"quiet\":true},"
	"{\"name\":\"visits\",\"type\":\"rows\",\"of\":\"visits\",\"by\":\"worker\"}],"
	"\"sort\":[\"login\"],\"find\":[\"login\",\"name\"]}";

static const char kind_pick[] =
	"{\"name\":[\"Pick\",\"Plock\"],\"fields\":["
	"{\"name\":\"order\",\"type\":\"ref\",\"to\":\"orders\",\"required\":true},"
	"{\"name\":\"order_row\",\"type\":\"ref\",\"to\":\"order-rows\",\"required\":true},"
	"{\"name\":\"article\",\"type\":\"ref\",\"to\":\"articles\",\"required\":true},"
	"{\"name\":\"location\",\"type\":\"ref\",\"to\":\"locations\",\"required\":true},"
	"{\"name\":\"to_load_carrier\",\"type\":\"sscc\",\"label\":[\"To load carrier\",\"Till lastbärare\"]},"
	"{\"name\":\"quantity\",\"type\":\"quantity\",\"label\":[\"Quantity\",\"Antal\"],\"required\":true}],"
	"\"post\":{\"from\":[\"location\"],\"to\":[\"to_load_carrier\"]},\"order\":\"order\",\"claims\":\"order_row\",\"privilege\":\"pick\","
	"\"pages\":[\"picks\"],\"facts\":[\"under\"],\"rules\":\"pick\"}";

static const char kind_receive[] =
	"{\"name\":[\"Receive\",\"Inleverans\"],\"fields\":["
	"{\"name\":\"article\",\"type\":\"ref\",\"to\":\"articles\",\"required\":true},"
	"{\"name\":\"batch\",\"type\":\"code(20)\",\"label\":[\"Batch\",\"Batch\"]},"
	"{\"name\":\"quantity\",\"type\":\"quantity\",\"label\":[\"Quantity\",\"Antal\"],\"required\":true},"
	"{\"name\":\"location\",\"type\":\"ref\",\"to\":\"locations\",\"required\":true},"
	"{\"name\":\"load_carrier\",\"type\":\"sscc\",\"label\":[\"Load carrier\",\"Lastbärare\"]}],"
	"\"post\":{\"from\":null,\"to\":[\"location\",\"load_carrier\"]},\"privilege\":\"receive\",\"pages\":[\"receive\"],"
	"\"facts\":[\"asks_batch\",\"placed\"]}";

static const char kind_stage[] =
	"{\"name\":[\"Stage\",\"Ställ upp\"],\"fields\":["
	"{\"name\":\"order\",\"type\":\"ref\",\"to\":\"orders\",\"required\":true},"
	"{\"name\":\"to_location\",\"type\":\"ref\",\"to\":\"locations\",\"required\":true}],\"whole\":true}";

static const struct {
	const char *path, *text;
} files[] = {
	{"screens/order/orders.json", screen_orders},
	{"screens/stock.json", screen_stock},
	{"screens/system/house.json", screen_house},
	{"screens/system/password.json", screen_password},
	{"screens/system/workers.json", screen_workers},
	{"screens/warehouse/picks.json", screen_picks},
	{"screens/warehouse/receive.json", screen_receive},
	{"src/model/actions.tsv", actions},
	{"src/model/classes.tsv", classes},
	{"src/model/pages.tsv", pages},
	{"src/model/registers.json", registers},
	{"src/model/resources/article-items.json", article_items},
	{"src/model/resources/articles.json", articles},
	{"src/model/resources/customers.json", customers},
	{"src/model/resources/goods-owners.json", goods_owners},
	{"src/model/resources/locations.json", locations},
	{"src/model/resources/order-rows.json", order_rows},
	{"src/model/resources/orders.json", orders},
	{"src/model/resources/visits.json", visits},
	{"src/model/resources/warehouses.json", warehouses},
	{"src/model/resources/workers.json", workers},
	{"src/model/transactions/pick.json", kind_pick},
	{"src/model/transactions/receive.json", kind_receive},
	{"src/model/transactions/stage.json", kind_stage},
};
enum { FILES = sizeof files / sizeof files[0] };

const struct embed *fixture_files(size_t *n)
{
	static struct embed all[FILES];

	for (size_t i = 0; i < FILES; i++)
		all[i] = (struct embed){files[i].path, files[i].text, strlen(files[i].text)};
	*n = FILES;
	return all;
}

const struct embed *fixture_with(struct arena *a, const char *path, const char *text, size_t *n)
{
	size_t count, kept = 0;
	const struct embed *old = fixture_files(&count);
	struct embed *out = arena_array(a, struct embed, count + 1);

	for (size_t i = 0; i < count; i++)
		if (!str_eq(old[i].path, path))
			out[kept++] = old[i];
	if (text)
		out[kept++] = (struct embed){path, text, strlen(text)};
	*n = kept;
	return out;
}

bool fixture_load(const struct embed *all, size_t n, struct error *e)
{
	return model_load_files(all, n, e) && kinds_load_files(all, n, e) && pages_load_files(all, n, e);
}

void fixture_must_load(void)
{
	struct error e = {0};
	size_t n;
	const struct embed *all = fixture_files(&n);

	if (!fixture_load(all, n, &e)) {
		fprintf(stderr, "%s: %s\n", e.field, e.detail);
		abort();
	}
}
