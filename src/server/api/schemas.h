/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_SCHEMAS_H
#define API_SCHEMAS_H

/* What terminals send and get, as OpenAPI schemas: text alone, for the table
 * of routes. */

#define SCHEMA_TEXT    "{\"type\":\"string\"}"
#define SCHEMA_NUMBER  "{\"type\":\"integer\"}"
#define SCHEMA_MAYBE   "{\"type\":[\"integer\",\"null\"]}"
#define SCHEMA_CHAIN   "\"last\":" SCHEMA_NUMBER ",\"hash\":" SCHEMA_TEXT
#define SCHEMA_OBJECT(required, properties) "{\"type\":\"object\",\"required\":[" required "],\"properties\":{" properties "}}"
#define SCHEMA_LIST(of) "{\"type\":\"array\",\"items\":" of "}"

#define SCHEMA_BATCH \
	"{\"type\":\"string\",\"description\":\"Lines of JSON: records of consecutive seq, each chained to the one before, and last the seal " \
	"with its Ed25519 signature\"}"
#define SCHEMA_VERDICT \
	SCHEMA_OBJECT("\"seq\",\"id\",\"state\"", \
		"\"seq\":" SCHEMA_NUMBER ",\"id\":" SCHEMA_TEXT ",\"state\":{\"type\":\"string\",\"enum\":[\"done\",\"refused\",\"parked\"]}," \
		"\"code\":" SCHEMA_TEXT ",\"field\":" SCHEMA_TEXT ",\"detail\":" SCHEMA_TEXT ",\"document\":" SCHEMA_NUMBER)
#define SCHEMA_VERDICTS \
	SCHEMA_OBJECT("\"epoch\",\"time\",\"last\",\"hash\",\"verdicts\"", \
		"\"epoch\":" SCHEMA_TEXT ",\"time\":" SCHEMA_NUMBER "," SCHEMA_CHAIN ",\"verdicts\":" SCHEMA_LIST(SCHEMA_VERDICT))
#define SCHEMA_REPLICA \
	SCHEMA_OBJECT("\"terminal\",\"epoch\",\"change\",\"resources\"", \
		"\"terminal\":" SCHEMA_OBJECT("\"last\",\"hash\"", SCHEMA_CHAIN) ",\"epoch\":" SCHEMA_TEXT ",\"change\":" SCHEMA_NUMBER \
		",\"resources\":" SCHEMA_LIST(SCHEMA_TEXT))
#define SCHEMA_REPLICA_ROWS \
	SCHEMA_OBJECT("\"rows\",\"next\"", "\"rows\":" SCHEMA_LIST("{\"type\":\"object\"}") ",\"next\":" SCHEMA_MAYBE)
#define SCHEMA_REPLICA_CHANGES \
	SCHEMA_OBJECT("\"changes\",\"next\",\"more\",\"seq\"", \
		"\"changes\":" SCHEMA_LIST(SCHEMA_OBJECT("\"n\",\"resource\",\"id\",\"row\"", \
			"\"n\":" SCHEMA_NUMBER ",\"resource\":" SCHEMA_TEXT ",\"id\":" SCHEMA_NUMBER ",\"row\":{\"type\":[\"object\",\"null\"]}")) \
		",\"next\":" SCHEMA_NUMBER ",\"more\":{\"type\":\"boolean\"},\"seq\":" SCHEMA_NUMBER)
#define SCHEMA_SERIALS_WANTED \
	SCHEMA_OBJECT("\"count\"", "\"count\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000}")
#define SCHEMA_SERIALS \
	SCHEMA_OBJECT("\"extension\",\"prefix\",\"first\",\"last\"", \
		"\"extension\":" SCHEMA_NUMBER ",\"prefix\":" SCHEMA_TEXT ",\"first\":" SCHEMA_NUMBER ",\"last\":" SCHEMA_NUMBER)

#define SCHEMA_PROBLEM "{\"$ref\":\"#/components/schemas/Problem\"}"
#define SCHEMA_CHANGED_MANY \
	SCHEMA_OBJECT("\"rows\",\"done\"", \
		"\"done\":{\"type\":\"boolean\"},\"rows\":" SCHEMA_LIST(SCHEMA_OBJECT("\"id\",\"key\",\"before\",\"after\"", \
			"\"id\":" SCHEMA_NUMBER ",\"key\":" SCHEMA_TEXT ",\"before\":{\"type\":\"object\"},\"after\":{\"type\":\"object\"}" \
			",\"error\":" SCHEMA_PROBLEM)))
#define SCHEMA_SECRET SCHEMA_OBJECT("\"label\",\"value\"", "\"label\":" SCHEMA_TEXT ",\"value\":" SCHEMA_TEXT)
#define SCHEMA_IMPORTED \
	SCHEMA_OBJECT("\"rows\",\"done\"", \
		"\"done\":{\"type\":\"boolean\"},\"rows\":" SCHEMA_LIST(SCHEMA_OBJECT("\"line\"", \
			"\"line\":" SCHEMA_NUMBER ",\"error\":" SCHEMA_PROBLEM ",\"secret\":" SCHEMA_SECRET)))
#define SCHEMA_ATTEMPT SCHEMA_OBJECT("\"attempt\"", "\"attempt\":" SCHEMA_TEXT)
#define SCHEMA_STEP \
	SCHEMA_OBJECT("\"attempt\",\"step\",\"expires\"", \
		"\"attempt\":" SCHEMA_TEXT ",\"step\":{\"type\":\"string\",\"enum\":[\"mail\",\"app\",\"enrol\"]},\"hint\":" SCHEMA_TEXT \
		",\"uri\":" SCHEMA_TEXT ",\"key\":" SCHEMA_TEXT ",\"expires\":" SCHEMA_NUMBER)
#define SCHEMA_SSO SCHEMA_OBJECT("\"terminal\"", "\"terminal\":{\"type\":\"object\"}")
#define SCHEMA_INTERVAL SCHEMA_OBJECT("\"interval\"", "\"interval\":" SCHEMA_NUMBER)
#define SCHEMA_SSO_STEP \
	SCHEMA_OBJECT("\"attempt\",\"code\",\"address\",\"interval\",\"expires\"", \
		"\"attempt\":" SCHEMA_TEXT ",\"code\":" SCHEMA_TEXT ",\"address\":" SCHEMA_TEXT ",\"complete\":" SCHEMA_TEXT \
		",\"interval\":" SCHEMA_NUMBER ",\"expires\":" SCHEMA_NUMBER)
#define SCHEMA_PIN SCHEMA_OBJECT("\"attempt\",\"pin\"", "\"attempt\":" SCHEMA_TEXT ",\"pin\":" SCHEMA_TEXT)
#define SCHEMA_WAYS \
	SCHEMA_OBJECT("\"sso\",\"mail\"", "\"sso\":{\"type\":[\"object\",\"null\"],\"properties\":{\"name\":" SCHEMA_TEXT \
		"}},\"mail\":{\"type\":\"boolean\"}")
#define SCHEMA_TOKEN SCHEMA_OBJECT("\"token\",\"password\"", "\"token\":" SCHEMA_TEXT ",\"password\":" SCHEMA_TEXT)
#define SCHEMA_LOGIN SCHEMA_OBJECT("\"login\"", "\"login\":" SCHEMA_TEXT)
#define SCHEMA_ASSURE SCHEMA_OBJECT("\"pin\"", "\"pin\":" SCHEMA_TEXT)

#endif
