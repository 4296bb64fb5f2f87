// SPDX-License-Identifier: GPL-3.0-or-later
/* An identity provider for tests: oidc_provider.mjs CERTIFICATE KEY CONFORMANT
 *
 * npm's oidc-provider with the device flow and its development forms, where any
 * login with any password is let in.  Says "ready ISSUER" and ends when its
 * standard input does.  CONFORMANT: "yes" gives the claims of the scopes at the
 * userinfo endpoint alone (OpenID Connect Core 1.0, section 5.4), "no" in the
 * ID token, too. */
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const [certificate, key, conformant] = process.argv.slice(2);
const { default: Provider } = await import(new URL("../../build/npm/node_modules/oidc-provider/lib/index.js", import.meta.url));

function signingKey(alg, kind, options) {
	const { privateKey } = generateKeyPairSync(kind, options);
	return { ...privateKey.export({ format: "jwk" }), alg, use: "sig", kid: alg };
}

function client(id, alg, how, secret) {
	return {
		client_id: id, client_secret: secret, token_endpoint_auth_method: how, id_token_signed_response_alg: alg,
		grant_types: ["urn:ietf:params:oauth:grant-type:device_code"], response_types: [], redirect_uris: [],
	};
}

// Whoever is called so, and what the provider knows of him.
function claimsOf(login) {
	return {
		sub: login, name: login, email: `${login}@example.com`,
		email_verified: !login.startsWith("unverified"),
	};
}

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
server.listen(0, "127.0.0.1", () => {
	const issuer = `https://127.0.0.1:${server.address().port}`;
	const provider = new Provider(issuer, {
		clients: [
			client("wms-rs256", "RS256", "none"),
			client("wms-ps256", "PS256", "none"),
			client("wms-es256", "ES256", "client_secret_basic", "a secret: 1+1 & more"),
			client("wms-eddsa", "EdDSA", "client_secret_post", "a secret: 1+1 & more"),
		],
		jwks: { keys: [
			signingKey("RS256", "rsa", { modulusLength: 2048 }), signingKey("PS256", "rsa", { modulusLength: 2048 }),
			signingKey("ES256", "ec", { namedCurve: "P-256" }), signingKey("EdDSA", "ed25519"),
		] },
		enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "EdDSA"] },
		clientAuthMethods: ["none", "client_secret_basic", "client_secret_post"],
		features: { deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
		claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
		conformIdTokenClaims: conformant === "yes",
		cookies: { keys: ["of a test"] },
		findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
	});
	server.on("request", provider.callback());
	console.log(`ready ${issuer}`);
});
process.stdin.on("close", () => process.exit(0)).resume();
