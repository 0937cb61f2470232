/**
 * A key pair that `skopeo generate-sigstore-key` (1.13) made for these tests:
 * output of another program that signs nothing else.
 */
export const skopeoKey = {
  passphrase: 'correct horse',
  privateKey: `-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----
eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6
OCwicCI6MX0sInNhbHQiOiJjL2hhQXc0UmNwUzV2cHZ4aGR1RHhpWEV4STIxejBy
NTA1Z28vek5vMTdZPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
Iiwibm9uY2UiOiJSaDhkZDlUMEFZb09XRm5adWRtaTVZYVV1amtxZ3VCYiJ9LCJj
aXBoZXJ0ZXh0IjoicndVL3VPc1FjVHVUQXVEQW0yYjdQNVJQd3czaGMrWHFDb01X
bE1VekE3eENXdVE5eDJWMzI3YmNnWDBuUnlHVy9JY0Y3cEFTaEV1MFJrSDVodmlh
djlkR1h4NjkrOSswbnN4WmhibmE2VTVWZkNpMENGWWg2LzgzbUMwK0pBbDBEeXZN
dVFjcHhiMnpqWSsvWW9ZQ21zSXpkcHQxTkhFK3NvZkx2VkRMcEFkdGltY0l0ZzBi
dlBPamZTR1JyRXVuT1BPVGI0aGF1c2kyOGc9PSJ9
-----END ENCRYPTED COSIGN PRIVATE KEY-----
`,
  publicKey: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEyhZQ8wm0HIriLrQHa/Cre3DoJYS
wCfBDcQIhXakatR4/pw3m+Pm7du0LwO5PmiqMscL2/nnA1aYvJn1uIowVg==
-----END PUBLIC KEY-----
`,
};
